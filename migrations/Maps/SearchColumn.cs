using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NpgsqlTypes;

namespace Monitor.Data.Maps;

/// <summary>The words of a row, kept by the database itself, for full-text search.</summary>
public static class SearchColumn
{
    /// <summary>The name of the property that queries use with <c>EF.Property</c>.</summary>
    public const string Name = "Search";

    internal static void HasSearch<T>(this EntityTypeBuilder<T> builder, string expression)
        where T : class
    {
        builder.Property<NpgsqlTsVector>(Name).IsKept(expression);
        builder.HasIndex(Name).HasMethod("gin").KeepPendingShort();
    }
}
