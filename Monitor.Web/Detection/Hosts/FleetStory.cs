using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Detection;
using Monitor.Domain.Detection.Hosts;
using Monitor.Domain.Metrics;

namespace Monitor.Web.Detection.Hosts;

/// <summary>
/// Many hosts of a group that became unusual within minutes are one anomaly, on the first of them; theirs are part of it and told by it. It lasts while at least two of them do;
/// one that goes on alone is told by itself then.
/// </summary>
internal sealed class FleetStory(MonitorDb db, AnomalyRules rules, List<Anomaly> open)
{
    public const string Detector = "fleet";

    /// <summary>Who follows so long after the first belongs to it.</summary>
    private static readonly TimeSpan Follows = TimeSpan.FromMinutes(45);

    /// <summary>What goes on of those that were told before; hosts that do not belong to one any more are judged by themselves again, by whoever looks at holds next.</summary>
    public void Follow(DateTimeOffset now)
    {
        foreach (var fleet in open.Where(a => a is { Subject: AnomalySubject.Fleet, EndedAt: null }).ToList())
        {
            // The first host may have been retired, or be in another group now.
            var mine = rules.GroupOf(fleet.HostId) is { } groupId && fleet.Labels == LabelsOf(groupId) ? OfGroup(groupId) : [];
            Follow(fleet, mine, now);
        }

        var lasting = open.Where(a => a is { Subject: AnomalySubject.Fleet, EndedAt: null }).Select(a => rules.GroupOf(a.HostId)).ToHashSet();
        foreach (var part in open.Where(a => a.Hold == AnomalyHold.PartOfFleet && !lasting.Contains(rules.GroupOf(a.HostId))))
        {
            part.Hold = null;
        }
    }

    /// <summary>Looks at every group for a new one, which is added to the context and to the open ones. After the other holds were decided.</summary>
    public async Task BeginAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var groups = open.Where(a => a.Subject == AnomalySubject.Host).Select(a => rules.GroupOf(a.HostId)).OfType<int>().Distinct()
            .Where(g => !open.Exists(a => a is { Subject: AnomalySubject.Fleet, EndedAt: null } && rules.GroupOf(a.HostId) == g)).ToArray();
        var watched = await db.DetectorHosts.Where(d => db.Hosts.Any(h => h.Id == d.HostId && h.RetiredAt == null && groups.Contains(h.GroupId)))
            .Join(db.Hosts, d => d.HostId, h => h.Id, (_, h) => h.GroupId).GroupBy(g => g).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        foreach (var groupId in groups)
        {
            await BeginAsync(groupId, OfGroup(groupId), watched.GetValueOrDefault(groupId), now, cancellationToken);
        }
    }

    private List<Anomaly> OfGroup(int groupId) =>
    [
        .. open.Where(a => a is { Subject: AnomalySubject.Host, EndedAt: null, Hold: null or AnomalyHold.Weak or AnomalyHold.PartOfFleet } && rules.GroupOf(a.HostId) == groupId)
            .OrderBy(a => a.BeganAt).ThenBy(a => a.HostId),
    ];

    private string LabelsOf(int groupId) => LabelSet.Canonical([new("group", rules.GroupName(groupId))]);

    private async Task BeginAsync(int groupId, List<Anomaly> mine, int watched, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var events = FleetEvents.Find(mine.Select(a => new HostOnset(a.HostId, groupId, a.BeganAt)), new Dictionary<int, int> { [groupId] = watched });
        var most = events.MaxBy(e => e.Hosts.Count) is { } largest ? mine.FindAll(a => largest.Hosts.Contains(a.HostId)) : [];
        if (!most.Exists(IsUntold) || !rules.Of(most[0].HostId, AnomalyMetrics.Fleet).Any())
        {
            return;
        }

        var (first, parts) = (most[0], PartsOf(most));
        var fleet = new Anomaly
        {
            Subject = AnomalySubject.Fleet, HostId = first.HostId, Detector = Detector, Kind = first.Kind, Metric = parts.Count == 0 ? AnomalyMetrics.Fleet : parts[0].Metric,
            Labels = LabelsOf(groupId), BeganAt = first.BeganAt, FoundAt = now, Evidence = most.Max(a => a.Evidence),
            Score = most.Max(a => a.Score), Severity = most.Max(a => a.Severity), Parts = parts,
            Sentence = HostWords.Fleet(rules.GroupName(groupId), most.Count, Math.Max(watched, most.Count), [.. most.Select(a => rules.NameOf(a.HostId))], parts),
        };

        // The rule may have been off and on again meanwhile: then it is the same one.
        if (await db.Anomalies.SingleOrDefaultAsync(a => a.HostId == fleet.HostId && a.Subject == AnomalySubject.Fleet && a.BeganAt == fleet.BeganAt, cancellationToken) is { } known)
        {
            (known.EndedAt, known.Severity, known.Sentence, known.Parts, fleet) = (null, fleet.Severity, fleet.Sentence, fleet.Parts, known);
        }
        else
        {
            db.Anomalies.Add(fleet);
        }

        open.Add(fleet);
        Take(most);
    }

    private void Follow(Anomaly fleet, List<Anomaly> mine, DateTimeOffset now)
    {
        var left = mine.FindAll(a => a.BeganAt >= fleet.BeganAt - FleetEvents.Within && a.BeganAt <= fleet.BeganAt + Follows);
        if (left.Count < 2 || !rules.Of(fleet.HostId, AnomalyMetrics.Fleet).Any())
        {
            fleet.EndedAt = now;
            return;
        }

        Take(left);

        (fleet.Evidence, fleet.Score) = (Math.Max(fleet.Evidence, left.Max(a => a.Evidence)), Math.Max(fleet.Score, left.Max(a => a.Score)));
        fleet.Severity = left.Max(a => a.Severity);
    }

    private static void Take(IEnumerable<Anomaly> some)
    {
        foreach (var one in some.Where(IsUntold))
        {
            one.Hold = AnomalyHold.PartOfFleet;
        }
    }

    private static bool IsUntold(Anomaly anomaly) => anomaly is { Hold: null or AnomalyHold.Weak, ProblemId: null };

    /// <summary>The metrics that most hosts have in common, each with the values of the host where it differs most.</summary>
    private static List<AnomalyPart> PartsOf(List<Anomaly> some) =>
    [
        .. some.SelectMany(a => a.Parts).GroupBy(p => p.Metric).Select(g => (Share: Math.Min(1, g.Sum(p => p.Share) / some.Count), Most: g.MaxBy(p => p.Share)!))
            .OrderByDescending(p => p.Share).ThenBy(p => p.Most.Metric, StringComparer.Ordinal).Take(5).Select(p => p.Most with { Share = p.Share }),
    ];
}
