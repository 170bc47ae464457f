using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;
using Npgsql;

namespace Monitor.Tests.Bench;

/// <summary>A look into the database of the server under load: makes hosts with keys, and counts what is stored.</summary>
internal sealed class IngestDatabase(EmbeddedPostgres postgres) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(postgres.OwnerConnectionString);

    public int ProcessId => postgres.ProcessId!.Value;

    public static async Task<IngestDatabase> OpenAsync(string data, CancellationToken cancellationToken) =>
        new(await EmbeddedPostgres.StartAsync(data, TestBinaries.Locate(), _ => { }, cancellationToken));

    /// <summary>The keys of so many new hosts.</summary>
    public async Task<IReadOnlyList<string>> EnrolAsync(int count, CancellationToken cancellationToken)
    {
        await using var db = new MonitorDb(new DbContextOptionsBuilder<MonitorDb>().UseNpgsql(_source).Options);
        return [.. (await EnrolledHost.AddAsync(db, [.. Enumerable.Range(1, count).Select(i => $"bench-{i}")], cancellationToken)).Select(h => h.Key)];
    }

    /// <summary>Ticks of agents that are stored, and how many of them are there more than once.</summary>
    public async Task<(long Stored, long Doubled)> CountAsync(CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(
            """
            SELECT count(*) + (SELECT coalesce(sum(c.ticks), 0)::bigint FROM chunks c JOIN streams s ON s.id = c.stream_id WHERE s.kind = 'agent'),
                count(*) - count(DISTINCT (t.stream_id, t.ts))
            FROM (SELECT stream_id, ts FROM hot_ticks UNION ALL SELECT stream_id, ts FROM late_ticks) t JOIN streams s ON s.id = t.stream_id
            WHERE s.kind = 'agent'
            """);
        command.CommandTimeout = 600;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>A fleet that is new is entered for its forecasts series by series, once: gives it load until that is done, for two minutes at most.</summary>
    public async Task AwaitEnteredAsync(Func<TimeSpan, Task> slice, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand("SELECT count(*) FROM forecast_tasks");
        long entered = -1;
        for (var i = 0; i < 12; i++)
        {
            await slice(TimeSpan.FromSeconds(10));
            var now = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
            if (now > 0 && now == entered)
            {
                Console.WriteLine($"# entered for forecasts after {(i + 1) * 10} s of load: {now} series and grids");
                return;
            }

            entered = now;
        }

        Console.WriteLine("# still entering series for forecasts: the figures have a part of it");
    }

    public async ValueTask DisposeAsync() => await _source.DisposeAsync();
}
