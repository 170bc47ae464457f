using Microsoft.Extensions.Logging.Abstractions;
using Monitor.Data;
using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Cleaning;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.RootCause.Packs;
using Monitor.Domain.Tickets;
using Monitor.Tests.Problems;
using Monitor.Tests.Store.Logs;
using Monitor.Tests.Store.Sealing;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.RootCause.Packs;
using Monitor.Web.Store;
using Monitor.Web.Store.Logs;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.CauseReports;
using Monitor.Web.Tickets.Packs;
using Monitor.Web.Tickets.Relations;
using Npgsql;

namespace Monitor.Tests.RootCause.Packs;

/// <summary>Hosts that break, the tickets of that, and the makers of evidence of one server or more, on a floor.</summary>
internal sealed class PackStage(ActingFloor floor)
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    public PackFigures Figures { get; } = new(new SelfMetrics(floor.Clock));

    public PackText Text { get; } = new(LogMasks.BuiltIn);

    public SimilarTickets Similar => new(floor.Contexts, new RelatedTickets(floor.Contexts), Text);

    public PackDesk Desk => new(floor.Contexts, Similar, new AuditLog(floor.Clock), floor.Live, floor.Clock);

    public CaseReader Cases => new(floor.Contexts, Similar, Desk, Text);

    public PeriodReader Periods => new(floor.Contexts);

    public PackQueue Queue => new(floor.Contexts, Figures, floor.Clock);

    /// <summary>Each is what one server has.</summary>
    public PackMaker NewMaker() => new(
        Queue, new PackGathering(floor.Contexts, new PackMeasurements(floor.Catalog, floor.Reader, new LogReader(floor.Databases), new ProcessReader(floor.Databases), floor.Clock), floor.Clock),
        new PackBuilder(LogMasks.BuiltIn), floor.Contexts, Figures, floor.Live, floor.Clock, NullLogger<PackMaker>.Instance);

    public async Task MakeAsync()
    {
        while (await NewMaker().RunAsync(CancellationToken.None) > 0)
        {
            // Until nothing is due.
        }
    }

    /// <summary>A host that was calm for 20 minutes and broke two minutes ago, with everything that may tell of it; the clock is now.</summary>
    public async Task<Host> BrokenHostAsync(string name, string secret = "hunter2secret9")
    {
        var host = await floor.HostAsync($"{name}-{Guid.NewGuid():N}");
        var now = floor.Clock.GetUtcNow();
        SeriesName[] names = [new("cpu.used_percent", ""), new("memory.used_percent", ""), new("disk.used_percent", "mount=\"/\""), new("rei.total", "")];
        var stream = (await floor.Catalog.RegisterAsync(host.Id, "agent", names, CancellationToken.None)).Stream;
        var random = new Random(7);
        var ticks = Enumerable.Range(0, 132).Select(i => now - TimeSpan.FromMinutes(20) + (i * Step)).Where(t => t <= now).ToList();
        await new SealedStore(floor.Databases, floor.Clock).WriteHotAsync(stream.Id, ticks.Select(t =>
            (t, stream.Series.Select(s => s.Metric == "cpu.used_percent" ? (t < now.AddMinutes(-2) ? 20 : 97) + random.NextDouble() : 40 + (random.NextDouble() * .2)).ToArray())));
        var source = await LogStore.AddSourceAsync(floor.Database, hostId: host.Id);
        await new LogStore(floor.Databases, floor.Clock).WriteAsync(host.Id,
        [
            new LogLine(now.AddMinutes(-10).ToUnixTimeMilliseconds(), source.Id, LogSeverity.Info, LogMarks.None, "all is well"),
            new LogLine(now.AddMinutes(-2).ToUnixTimeMilliseconds(), source.Id, LogSeverity.Error, LogMarks.None, $"encoder stuck, password={secret} <script>alert(1)</script>"),
        ], now);
        await using var connection = await floor.Databases.Jobs.OpenConnectionAsync();
        foreach (var (at, cpu) in new[] { (now.AddMinutes(-5), 3.0), (now.AddSeconds(-5), 180.0) })
        {
            await RunAsync(connection, "SELECT ensure_partition('process_ticks', $1)", at);
            await RunAsync(connection, "INSERT INTO process_ticks (host_id, ts, top) VALUES ($1, $2, $3)", host.Id, at, ProcessTopCodec.Encode([new ProcessSample(99, "ffmpeg", cpu, 1_000_000)]));
        }

        await using var db = floor.Db();
        db.Events.Add(new HostEvent { HostId = host.Id, At = now.AddMinutes(-4), Kind = "deploy", Text = "shop 4.2" });
        db.HostTags.Add(new HostTag { HostId = host.Id, Key = "role", Value = "encoder" });
        await db.SaveChangesAsync();
        return host;
    }

    /// <summary>The problem of a host that began two minutes ago, and its ticket as the ledger opens it.</summary>
    public async Task<(Ticket Ticket, Problem Problem)> OpenAsync(Host host, string fingerprint = "cpu", int minutesAgo = 2)
    {
        await using var db = floor.Db();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var problem = await CauseStage.NewAsync(db, host.Id, Severity.Critical, floor.Clock.GetUtcNow());
        (problem.Fingerprint, problem.BeganAt) = ($"{host.Id}/{fingerprint}", floor.Clock.GetUtcNow().AddMinutes(-minutesAgo));
        var ticket = await floor.Reports.OpenAsync(db, new TicketReport
        {
            Title = $"{host.Name}: {problem.Summary}", Text = problem.Summary, Priority = TicketPriority.High, HostId = host.Id, Metric = problem.Metric, Value = 97, Limit = 90,
        }, CancellationToken.None);
        problem.TicketId = ticket.Id;
        db.Problems.Add(problem);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return (ticket, problem);
    }

    public async Task<StoredPack> StoredAsync(int ticketId)
    {
        await using var db = floor.Db();
        return db.EvidencePacks.Single(p => p.TicketId == ticketId);
    }

    /// <summary>What a disk or a defect made of the processes of a host.</summary>
    public async Task SpoilProcessesAsync(Host host)
    {
        await using var owner = NpgsqlDataSource.Create(floor.Database.OwnerConnectionString);
        await using var connection = await owner.OpenConnectionAsync();
        await RunAsync(connection, "UPDATE process_ticks SET top = $2 WHERE host_id = $1", host.Id, new byte[] { 255, 254, 253, 252, 251 });
    }

    /// <summary>All samples, lines, processes and events are gone, whatever their retention.</summary>
    public async Task DropRawAsync()
    {
        await using var owner = NpgsqlDataSource.Create(floor.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand("TRUNCATE hot_ticks, late_ticks, chunks, process_ticks, log_hot, log_chunks, events");
        await command.ExecuteNonQueryAsync();
    }

    public static Actor Limited(Actor actor, params int[] groups) => actor with { GroupIds = groups };

    private static async Task RunAsync(NpgsqlConnection connection, string statement, params object[] values)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        foreach (var value in values)
        {
            command.Parameters.AddWithValue(value);
        }

        await command.ExecuteNonQueryAsync();
    }
}
