using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Domain.RootCause;
using Monitor.Domain.RootCause.Facts;
using Monitor.Domain.RootCause.Grading;
using Monitor.Domain.Tickets;
using Monitor.Web.Problems;
using Monitor.Web.RootCause;
using LedgerVerdict = Monitor.Domain.Problems.Ledger.VerdictKind;
using Verdict = Monitor.Domain.Problems.Ledger.Verdict;

namespace Monitor.Web.Dashboard.Demo;

/// <summary>
/// The causes of the generated problems: of those of the past as the analysis would have found them then, with what people said; of those that last by the analysis itself, once the ledger knows
/// of them. Written after the tickets of people, so that those keep their numbers.
/// </summary>
internal sealed class DemoCauses(IDbContextFactory<MonitorDb> contexts, ProblemLedger ledger, CauseQueue queue, CauseAnalysis analysis)
{
    private static readonly TimeSpan Leak = TimeSpan.FromHours(26);
    private static readonly string[] Elsewhere = ["A switch in the rack was restarted", "A report that somebody ran by hand", "A loose cable, seen on site", "A crawler of a search engine"];

    private readonly CauseFinder _finder = new(CauseRuleFile.Shipped);
    private readonly CauseCalibration _calibration = new([]);

    public async Task WriteAsync(IReadOnlyList<DemoFleet.DemoMember> members, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var people = await db.Users.Where(u => u.UserName == "mia" || u.UserName == "jonas").OrderBy(u => u.UserName).Select(u => u.Id).ToListAsync(cancellationToken);
        var rules = await db.Rules.ToDictionaryAsync(r => r.Key, cancellationToken);
        await ExplainLeaksAsync(db, members, now, cancellationToken);
        var number = 0;
        foreach (var incident in DemoIncident.Past)
        {
            await PastAsync(db, incident, members.First(m => m.Profile.Name == incident.Curve.Host), rules[incident.RuleKey], people[number % people.Count], number, now, cancellationToken);
            number++;
        }

        await ledger.TakeAsync([.. DemoEvent.Lasting.Select(e => Fired(e, members.First(m => m.Profile.Name == e.Odd.Host), rules[e.RuleKey], now))], cancellationToken);
    }

    /// <summary>For the causes of what lasts.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await queue.FillAsync(cancellationToken);
        while (await analysis.NextAsync(cancellationToken))
        {
            // Until none is due.
        }
    }

    /// <summary>The tickets of the memory that leaks, which were there already.</summary>
    private async Task ExplainLeaksAsync(MonitorDb db, IReadOnlyList<DemoFleet.DemoMember> members, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var leaking = members.First(m => m.Profile.Fault == DemoFault.MemoryLeaks);
        var problems = await db.Problems.AsNoTracking().Where(p => p.HostId == leaking.HostId && p.EndedAt != null && p.TicketId != null && p.Metric == "memory.used_percent").OrderBy(p => p.Id).ToListAsync(cancellationToken);
        var number = 0;
        foreach (var problem in problems)
        {
            var assignee = await db.Tickets.Where(t => t.Id == problem.TicketId).Select(t => t.AssigneeUserId).SingleAsync(cancellationToken);
            await ExplainAsync(db, problem, DemoFacts.Of(leaking, problem.Metric, problem.BeganAt, now, Leak, isListed: true, []), assignee, number++, cancellationToken);
        }
    }

    private async Task PastAsync(
        MonitorDb db, DemoIncident incident, DemoFleet.DemoMember member, Rule rule, int assignee, int number, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var began = now - incident.Curve.Age + TimeSpan.FromMinutes(1);
        var value = DemoSignal.At(member.Profile, began + (incident.Curve.Lasts / 2), now)[DemoSignal.Names.ToList().FindIndex(n => n.Metric == incident.Metric)];
        var summary = ProblemSentence.Opened(ConditionKind.Above, incident.Metric, "", value, rule.Definition.Mildest.Limit);
        var problem = await DemoTickets.PastAsync(db, rule, member.HostId, began, incident.Curve.Lasts - rule.Definition.For, value, $"{member.Profile.Name}: {summary}", summary, assignee, cancellationToken);
        var events = new List<EventFacts>();
        if (incident.Reason == DemoReason.Change)
        {
            events.Add(member.Profile.Group == "Web"
                ? new EventFacts(began - incident.ChangedBefore, "deploy", $"Shop 4.16.{30 - number} by {(number % 2 == 0 ? "anna" : "boris")}")
                : new EventFacts(began - incident.ChangedBefore, "packages.changed", "upgraded libc6 2.36-9 to 2.36-10, openssl 3.0.15-1 to 3.0.16-1"));
            db.Events.Add(new HostEvent { HostId = member.HostId, At = events[0].At, Kind = events[0].Kind, Text = events[0].Text });
        }

        await ExplainAsync(
            db, problem, DemoFacts.Of(member, incident.Metric, began, now, TimeSpan.Zero, incident.Reason is DemoReason.Program or DemoReason.Memory, events), assignee, number, cancellationToken);
    }

    /// <summary>What was found, what the ticket was told, and what was said when it was closed: right about as often as the confidence says.</summary>
    private async Task ExplainAsync(MonitorDb db, Problem problem, CauseFacts facts, int? assignee, int number, CancellationToken cancellationToken)
    {
        var at = problem.FiringAt.AddSeconds(20);
        var found = FindingRows.Of(_finder.Find(facts), problem, 1, at, _calibration);
        db.Findings.AddRange(found);
        var (first, place) = (found[0], (number + 1) * 0.61803398875 % 1);
        var isRight = place < (first.Method == RankedCause.None ? 0.6 : first.Confidence);
        var kind = isRight || (found.Count > 1 && number % 3 > 0) ? VerdictKind.Finding : number % 5 == 0 ? VerdictKind.Unknown : VerdictKind.Other;
        var chosen = kind == VerdictKind.Finding ? found[isRight ? 0 : 1] : null;
        var words = kind == VerdictKind.Other ? Elsewhere[number % Elsewhere.Length] : "";
        db.CauseVerdicts.Add(new CauseVerdict
        {
            TicketId = problem.TicketId!.Value, ProblemId = problem.Id, Kind = kind, CauseKey = chosen?.CauseKey, Rank = chosen?.Rank ?? 0, Words = words, Method = first.Method, Score = first.Score,
            Confidence = first.Confidence, UserId = assignee, At = problem.EndedAt!.Value.AddMinutes(31),
        });
        if (first.Method != RankedCause.None)
        {
            db.TicketEntries.Add(Told(problem, at, null, TicketEntryKind.Report, FormattableString.Invariant($"Probable cause ({100 * first.Confidence:0} %): {first.Sentence}")));
        }

        var truth = chosen is null ? kind == VerdictKind.Unknown ? "not known." : words : chosen.CauseKey == RankedCause.None ? "as was found, nothing that is measured." : chosen.Sentence;
        db.TicketEntries.Add(Told(problem, problem.EndedAt!.Value.AddMinutes(31), assignee, TicketEntryKind.Change, $"True cause: {truth}"));
        await db.SaveChangesAsync(cancellationToken);
    }

    private static TicketEntry Told(Problem problem, DateTimeOffset at, int? by, TicketEntryKind kind, string text) =>
        new() { TicketId = problem.TicketId!.Value, At = at, UserId = by, Kind = kind, Text = text, IsInternal = true };

    /// <summary>As the judge of samples would have told it, had it been there: from the crossing of the limit on.</summary>
    private static Verdict Fired(DemoLasting lasting, DemoFleet.DemoMember member, Rule rule, DateTimeOffset now)
    {
        var (place, limit, began) = (DemoSignal.Names.ToList().FindIndex(n => n.Metric == lasting.Metric), rule.Definition.Mildest.Limit, now - lasting.Odd.Age);
        while (began < now - rule.Definition.For && DemoSignal.At(member.Profile, began, now)[place] <= limit)
        {
            began += TimeSpan.FromSeconds(10);
        }

        var (at, labels) = (began + rule.Definition.For, DemoSignal.Names[place].Labels);
        var value = DemoSignal.At(member.Profile, at, now)[place];
        return new Verdict
        {
            Kind = LedgerVerdict.Fired, HostId = member.HostId, RuleId = rule.Id, RuleKey = rule.Key, RuleVersion = rule.Version, Metric = lasting.Metric, Labels = labels,
            Severity = rule.Definition.Mildest.Severity, Value = value, Limit = limit, BeganAt = began, At = at, HeldFor = rule.Definition.For, For = rule.Definition.For,
            Summary = ProblemSentence.Opened(ConditionKind.Above, lasting.Metric, labels, value, limit),
        };
    }
}
