using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.RootCause;
using Monitor.Tests.Problems;
using Monitor.Tests.Store.Sealing;
using Monitor.Web.Store;
using Npgsql;

namespace Monitor.Tests.RootCause.Injection;

/// <summary>What the server answered to a tale: its findings, best first, each with the name of the host that it points to.</summary>
internal sealed record Reply(Tale Tale, IReadOnlyList<(Finding Finding, string Host)> Findings)
{
    public bool IsNothing => Findings is [{ Finding.CauseKey: RankedCause.None }];

    /// <summary>The place of the first finding that names a culprit, from 1; 0 where none does.</summary>
    public int Place => Findings.TakeWhile(f => !Names(f)).Count() is var before && before < Findings.Count ? before + 1 : 0;

    public bool IsRight => Tale.Culprits.Count == 0 ? IsNothing : Place == 1;

    public bool Names(int place) => Names(Findings[place]);

    private bool Names((Finding Finding, string Host) found)
    {
        // The same program or a change on another machine is another cause, and /srv is not /.
        var key = found.Finding.CauseKey.StartsWith("host:", StringComparison.Ordinal) ? found.Host : found.Finding.CauseKey;
        return found.Host == Tale.Place
            && Tale.Culprits.Any(c => key == c || key.EndsWith($":{c}", StringComparison.Ordinal) || key.Contains($"\"{c}\"", StringComparison.Ordinal));
    }

    public override string ToString() => $"{Tale.Kind} ({Tale.Seed}): wanted {string.Join(" or ", Tale.Culprits)}; answered {string.Join(", ", Findings.Select(f => $"{f.Finding.CauseKey} {f.Finding.Confidence:0.00}"))}";
}

/// <summary>Plays a tale to the server: its machines become hosts, its readings samples, its programs what agents tell of processes; then a problem opens and its cause is looked for.</summary>
internal sealed class Theatre(ActingFloor floor)
{
    /// <summary>Long enough that the problem of one tale is not looked at again in the next.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromHours(4);

    public async Task<Reply> PlayAsync(Tale tale)
    {
        floor.Clock.Advance(Between);
        var began = floor.Clock.GetUtcNow();
        DateTimeOffset At(int step) => began + (step * Clockwork.Step);
        floor.Clock.Advance(tale.Steps.Count * Clockwork.Step);
        var hosts = new List<Host>();
        for (var i = 0; i < tale.Machines.Count; i++)
        {
            hosts.Add(await floor.HostAsync($"{tale.Machines[i].Name}-{Guid.NewGuid():N}"));
            await WriteAsync(tale, i, hosts[i], At);
        }

        await ConnectAsync(tale, hosts);
        var problem = await OpenAsync(tale, hosts, At);
        var stage = new CauseStage(floor);
        await stage.LookAsync();
        var names = hosts.Select((h, i) => (h.Id, tale.Machines[i].Name)).ToDictionary(h => h.Id, h => h.Name);
        return new Reply(tale, [.. (await stage.FindingsAsync(problem)).Where(f => f.Run == 1).Select(f => (f, f.HostId is { } id ? names.GetValueOrDefault(id, "") : ""))]);
    }

    private async Task WriteAsync(Tale tale, int machine, Host host, Func<int, DateTimeOffset> at)
    {
        var names = tale.Steps[0][machine].Readings.Keys.ToList();
        var stream = (await floor.Catalog.RegisterAsync(host.Id, "agent", [.. names.Select(n => new SeriesName(n.Name, n.Labels))], CancellationToken.None)).Stream;
        var order = stream.Series.Select(s => (s.Metric, s.Labels)).ToList();
        await new SealedStore(floor.Databases, floor.Clock).WriteHotAsync(
            stream.Id, tale.Steps.Select((step, i) => (at(i), order.Select(n => step[machine].Readings[n]).ToArray())));
        await using var connection = await floor.Databases.Jobs.OpenConnectionAsync();
        foreach (var hour in Enumerable.Range(0, tale.Steps.Count).GroupBy(i => at(i).UtcTicks / TimeSpan.TicksPerHour))
        {
            await using var ensure = new NpgsqlCommand("SELECT ensure_partition('process_ticks', $1)", connection);
            ensure.Parameters.AddWithValue(at(hour.First()));
            await ensure.ExecuteNonQueryAsync();
        }

        await using var copy = await connection.BeginBinaryImportAsync("COPY process_ticks (host_id, ts, top) FROM STDIN (FORMAT BINARY)");
        for (var i = 0; i < tale.Steps.Count; i++)
        {
            await copy.StartRowAsync();
            await copy.WriteAsync(host.Id);
            await copy.WriteAsync(at(i));
            await copy.WriteAsync(ProcessTopCodec.Encode([.. tale.Steps[i][machine].Programs.Select(p => new ProcessSample(p.Number, p.Name, p.Cpu, (long)p.Memory))]));
        }

        await copy.CompleteAsync();
        await using var db = floor.Db();
        db.Events.AddRange(tale.Happenings.Where(h => h.Machine == tale.Machines[machine]).Select(h => new HostEvent { HostId = host.Id, At = at(h.Step), Kind = h.Kind, Text = h.Text }));
        await db.SaveChangesAsync();
    }

    /// <summary>A service on each machine, which calls those of the machines that it asks.</summary>
    private async Task ConnectAsync(Tale tale, List<Host> hosts)
    {
        await using var db = floor.Db();
        var services = hosts.ConvertAll(h => new Service { Name = h.Name, CreatedAt = floor.Clock.GetUtcNow() });
        db.Services.AddRange(services);
        await db.SaveChangesAsync();
        for (var i = 0; i < hosts.Count; i++)
        {
            db.ServiceLinks.Add(new ServiceLink { ServiceId = services[i].Id, Kind = ServiceLinkKind.RunsOn, HostId = hosts[i].Id });
            db.ServiceLinks.AddRange(tale.Machines[i].Asks.Select(a => new ServiceLink { ServiceId = services[i].Id, Kind = ServiceLinkKind.Calls, CalledServiceId = services[tale.Index(a)].Id }));
        }

        await db.SaveChangesAsync();
    }

    private async Task<int> OpenAsync(Tale tale, List<Host> hosts, Func<int, DateTimeOffset> at)
    {
        await using var db = floor.Db();
        var problem = await CauseStage.NewAsync(db, hosts[tale.Index(tale.Notice.Machine)].Id, Severity.Warning, at(tale.NoticedAt));
        (problem.Metric, problem.Labels, problem.BeganAt, problem.Value, problem.Limit) =
            (tale.Notice.Reading, tale.Notice.Labels, at(tale.NoticedAt - 2), tale.Reading(tale.Notice, tale.NoticedAt), tale.Notice.Limit);
        db.Problems.Add(problem);
        await db.SaveChangesAsync();
        return problem.Id;
    }
}
