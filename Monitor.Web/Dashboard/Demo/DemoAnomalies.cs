using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Detection;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Web.Detection;
using Monitor.Web.Detection.Hosts;
using Monitor.Web.Store;

namespace Monitor.Web.Dashboard.Demo;

/// <summary>
/// The unusual things of the generated month, as the detectors would have told of them, and what people said. Written directly, since they lie in the past; what
/// happens from now on is found as on any server.
/// </summary>
internal sealed class DemoAnomalies(IDbContextFactory<MonitorDb> contexts, SeriesCatalog catalog)
{
    private static readonly SeriesName Cpu = new("cpu.used_percent", "");
    private static readonly SeriesName Memory = new("memory.used_percent", "");
    private static readonly SeriesName Read = new("disk.read_bytes_per_second", "device=\"sda\"");
    private static readonly SeriesName Written = new("disk.write_bytes_per_second", "device=\"sda\"");
    private static readonly SeriesName Received = new("network.received_bytes_per_second", "interface=\"eth0\"");
    private static readonly SeriesName Sent = new("network.sent_bytes_per_second", "interface=\"eth0\"");

    private const int Nights = 5;
    private static readonly TimeSpan Night = TimeSpan.FromHours(2);
    private static readonly TimeSpan NightLasts = TimeSpan.FromMinutes(45);

    public async Task WriteAsync(IReadOnlyList<DemoFleet.DemoMember> members, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var people = await db.Users.Where(u => u.UserName == "mia" || u.UserName == "jonas").OrderBy(u => u.UserName).Select(u => u.Id).ToListAsync(cancellationToken);
        DemoFleet.DemoMember Member(string name) => members.First(m => m.Profile.Name == name);
        var import = OfHost(Member("db-1"), DemoEvent.Import, now, [(Read, 0.46), (Written, 0.28), (Cpu, 0.19), (Memory, 0.07)]);
        var burst = OfSeries(Member("web-3"), Cpu, AnomalyKind.Spike, now - DemoEvent.Burst.Age, DemoEvent.Burst.Lasts, now);
        var lull = OfSeries(Member("mail-1"), Received, AnomalyKind.Drop, now - DemoEvent.Lull.Age, DemoEvent.Lull.Lasts, now);
        lull.Hold = AnomalyHold.Budget;
        var climb = OfHost(Member("queue-1"), DemoEvent.Climb, now, [(Cpu, 0.62), (Memory, 0.38)]);
        var rush = DemoEvent.Rush.Select(e => OfHost(Member(e.Host), e, now, [(Received, 0.41), (Sent, 0.35), (Cpu, 0.24)])).ToList();
        rush.ForEach(a => a.Hold = AnomalyHold.PartOfFleet);
        var fleet = OfHost(Member("web-1"), DemoEvent.Rush[0], now, [(Received, 0.41), (Sent, 0.35), (Cpu, 0.24)]);
        (fleet.Subject, fleet.Severity) = (AnomalySubject.Fleet, Severity.Critical);
        (fleet.Detector, fleet.Labels) = ("fleet", LabelSet.Canonical([new("group", Member("web-1").Profile.Group)]));
        fleet.Sentence = HostWords.Fleet(Member("web-1").Profile.Group, rush.Count, rush.Count, [.. DemoEvent.Rush.Select(e => e.Host)], fleet.Parts);

        // The nightly build: called normal three times, and not told any more since.
        var nights = Enumerable.Range(0, Nights).Select(n => NightOf(now, n)).Select(at => OfSeries(Member("build-1"), Cpu, AnomalyKind.Spike, at, NightLasts, now)).ToList();
        nights.Take(Nights - 3).ToList().ForEach(a => a.Hold = AnomalyHold.KnownPattern);

        // In the order in which they would have been found.
        foreach (var anomaly in rush.Concat([fleet, import, burst, lull, climb]).Concat(nights).OrderBy(a => a.FoundAt))
        {
            db.Anomalies.Add(anomaly);
            await db.SaveChangesAsync(cancellationToken);
        }

        await TellAsync(db, import, "host-anomaly", cancellationToken);
        await TellAsync(db, fleet, "fleet-anomaly", cancellationToken);

        AnomalyLabel Label(Anomaly anomaly, AnomalyVerdict verdict) =>
            new() { AnomalyId = anomaly.Id, Verdict = verdict, UserId = people[(int)(anomaly.Id % people.Count)], SaidAt = anomaly.BeganAt.AddMinutes(20) };
        db.AnomalyLabels.AddRange([Label(import, AnomalyVerdict.Real), Label(fleet, AnomalyVerdict.Real), .. nights.Skip(Nights - 3).Select(a => Label(a, AnomalyVerdict.NormalHere))]);
        db.AnomalyPatterns.Add(new AnomalyPattern
        {
            HostId = Member("build-1").HostId, Series = [Cpu.Metric], MinuteOfDay = (int)Night.TotalMinutes, Labels = 3, LastSeenAt = nights[0].BeganAt, SilentSince = nights[Nights - 3].BeganAt.AddMinutes(20),
        });
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The problem that an anomaly was, which is over.</summary>
    private static async Task TellAsync(MonitorDb db, Anomaly anomaly, string key, CancellationToken cancellationToken)
    {
        var rule = await db.Rules.SingleAsync(r => r.Key == key, cancellationToken);
        var problem = new Problem
        {
            Fingerprint = Fingerprint.Of(anomaly.HostId, rule.Key, ""), HostId = anomaly.HostId, RuleId = rule.Id, Metric = rule.Definition.First.Metric, Phase = ProblemPhase.Ended,
            Severity = anomaly.Severity, Value = anomaly.Score * 100, Limit = rule.Definition.Mildest.Limit, Summary = anomaly.Sentence, BeganAt = anomaly.BeganAt, FiringAt = anomaly.FoundAt,
            EndedAt = anomaly.EndedAt,
        };
        db.Problems.Add(problem);
        await db.SaveChangesAsync(cancellationToken);
        anomaly.ProblemId = problem.Id;
    }

    /// <summary>The n-th nightly build before now that is over.</summary>
    private static DateTimeOffset NightOf(DateTimeOffset now, int n)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero) + Night;
        return (today + NightLasts < now ? today : today.AddDays(-1)).AddDays(-n);
    }

    private Anomaly OfSeries(DemoFleet.DemoMember member, SeriesName name, AnomalyKind kind, DateTimeOffset began, TimeSpan lasted, DateTimeOffset now)
    {
        var part = Part(member, name, 1, began + (lasted / 2), now);
        var anomaly = Make(member, AnomalySubject.Series, kind, began, lasted, now, part);
        anomaly.Severity = MarkWords.SeverityOf(anomaly.Score, lasted);
        anomaly.Sentence = MarkWords.Sentence(SeriesOf(member, name), part.Value, new AnomalyReading { Kind = kind, Expected = part.Expected, Low = part.Low, High = part.High });
        return anomaly;
    }

    private Anomaly OfHost(DemoFleet.DemoMember member, DemoEvent odd, DateTimeOffset now, IReadOnlyList<(SeriesName Name, double Share)> shares)
    {
        // What lasts still is told by what it was a little after its beginning.
        var middle = now - odd.Age + TimeSpan.FromTicks(Math.Min((odd.Lasts / 2).Ticks, (odd.Age / 2).Ticks));
        AnomalyPart[] parts = [.. shares.Select(s => Part(member, s.Name, s.Share, middle, now))];
        var anomaly = Make(member, AnomalySubject.Host, AnomalyKind.Spike, now - odd.Age, odd.Lasts, now, parts[0]);
        (anomaly.SeriesId, anomaly.Detector, anomaly.Parts) = (null, "host", parts);
        anomaly.Sentence = HostWords.Cut(AnomalySentence.Of(parts));
        return anomaly;
    }

    private static Anomaly Make(DemoFleet.DemoMember member, AnomalySubject subject, AnomalyKind kind, DateTimeOffset began, TimeSpan lasted, DateTimeOffset now, AnomalyPart part)
    {
        var off = Math.Abs(part.Value - part.Expected) / Math.Max(part.High - part.Low, 1e-9);
        return new Anomaly
        {
            Subject = subject, HostId = member.HostId, SeriesId = part.SeriesId, Detector = "evidence", Kind = kind, Metric = part.Metric, Labels = part.Labels, BeganAt = began,
            EndedAt = began + lasted < now ? began + lasted : null, FoundAt = began.AddSeconds(subject == AnomalySubject.Series ? 20 : 320), Evidence = Math.Round(8 + (6 * off), 1),
            Score = Math.Round(Math.Min(0.98, 0.6 + (off / 10)), 2), Severity = subject == AnomalySubject.Series ? Severity.Info : Severity.Warning,
            Value = part.Value, Expected = part.Expected, Low = part.Low, High = part.High, Sentence = "",
        };
    }

    /// <summary>What was expected is what the host does at this time of the day, of an hour around it.</summary>
    private AnomalyPart Part(DemoFleet.DemoMember member, SeriesName name, double share, DateTimeOffset at, DateTimeOffset now)
    {
        var place = DemoSignal.Names.ToList().IndexOf(name);
        var usual = Enumerable.Range(-30, 61).Select(m => at.AddMinutes(m)).Where(t => member.Profile.Fault != DemoFault.NightlyLoad || t.Hour != Night.Hours)
            .Select(t => DemoSignal.Usual(member.Profile, t, now)[place]).DefaultIfEmpty(DemoSignal.Usual(member.Profile, at.AddHours(-2), now)[place]).ToList();
        return new AnomalyPart(
            SeriesOf(member, name).Id, name.Metric, name.Labels, share, DemoSignal.At(member.Profile, at, now)[place], Math.Round(usual.Average(), 1),
            usual.Min(), usual.Max());
    }

    private SeriesEntry SeriesOf(DemoFleet.DemoMember member, SeriesName name) =>
        catalog.FindSeries(member.HostId, name.Metric, name.Labels) ?? throw new InvalidOperationException($"The demo's host {member.Profile.Name} has no series {name.Metric}.");
}
