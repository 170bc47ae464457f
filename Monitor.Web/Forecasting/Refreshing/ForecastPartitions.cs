using Monitor.Domain.Forecasting;
using System.Collections.Concurrent;
using Monitor.Web.Hosting;

namespace Monitor.Web.Forecasting.Refreshing;

/// <summary>Makes the partitions that the next forecasts and grades go into, before a transaction needs them, and remembers which exist.</summary>
public sealed class ForecastPartitions(Databases databases)
{
    private readonly ConcurrentDictionary<(string Table, long Period), bool> _known = [];

    private static readonly IReadOnlyList<(string Table, TimeSpan Unit)> Tables =
    [
        ("forecasts_near", TimeSpan.FromHours(1)), ("forecasts_short", TimeSpan.FromHours(1)), ("forecasts_day", TimeSpan.FromDays(1)),
        ("forecasts_week", TimeSpan.FromDays(1)), ("forecasts_kept", TimeSpan.FromDays(1)), ("forecast_scores", TimeSpan.FromDays(1)),
    ];

    /// <summary>Those of the moment, of a period before it and of the next one.</summary>
    public async Task EnsureAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var (table, unit) in Tables)
        {
            for (var step = -1; step <= 1; step++)
            {
                await EnsureAsync(table, now + (step * unit), unit, cancellationToken);
            }
        }
    }

    /// <summary>Of a day that lies further back: what is kept, and its grades.</summary>
    public async Task EnsureDayAsync(DateOnly day, CancellationToken cancellationToken)
    {
        await EnsureAsync("forecasts_kept", StartOf(day), TimeSpan.FromDays(1), cancellationToken);
        await EnsureScoresAsync(day, cancellationToken);
    }

    /// <summary>Its grades alone: the one thing that a round may need while its transaction holds forecasts that it has read, whose tables take no new part then.</summary>
    public Task EnsureScoresAsync(DateOnly day, CancellationToken cancellationToken) => EnsureAsync("forecast_scores", StartOf(day), TimeSpan.FromDays(1), cancellationToken);

    /// <summary>After one was dropped under a row: asks the database again.</summary>
    public void Forget() => _known.Clear();

    private static DateTimeOffset StartOf(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);

    private async Task EnsureAsync(string table, DateTimeOffset time, TimeSpan unit, CancellationToken cancellationToken)
    {
        var period = (table, time.UtcTicks / unit.Ticks);
        if (_known.ContainsKey(period))
        {
            return;
        }

        await using var command = databases.Jobs.CreateCommand("SELECT ensure_partition($1, $2)");
        command.Parameters.AddWithValue(table);
        command.Parameters.AddWithValue(time);
        await command.ExecuteNonQueryAsync(cancellationToken);
        _known[period] = true;
    }
}
