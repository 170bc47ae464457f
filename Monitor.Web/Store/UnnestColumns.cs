using Npgsql;
using NpgsqlTypes;

namespace Monitor.Web.Store;

/// <summary>Many rows as the parameters of one command: an array for each column, which the command unnests.</summary>
internal static class UnnestColumns
{
    /// <param name="type">Where the values' type does not say it, as for JSON.</param>
    public static void AddColumn<TRow, T>(this NpgsqlCommand command, IReadOnlyList<TRow> rows, Func<TRow, T> value, NpgsqlDbType? type = null)
    {
        var parameter = new NpgsqlParameter<T[]> { TypedValue = [.. rows.Select(value)] };
        if ((type ?? Implied(typeof(T))) is { } element)
        {
            parameter.NpgsqlDbType = NpgsqlDbType.Array | element;
        }

        command.Parameters.Add(parameter);
    }

    private static NpgsqlDbType? Implied(Type type) =>
        type == typeof(DateTimeOffset) || type == typeof(DateTimeOffset?) ? NpgsqlDbType.TimestampTz : null;
}
