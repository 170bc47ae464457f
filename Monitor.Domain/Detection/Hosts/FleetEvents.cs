namespace Monitor.Domain.Detection.Hosts;

/// <summary>A host of a group whose alarm began at a time.</summary>
public readonly record struct HostOnset(int Host, int Group, DateTimeOffset Time);

/// <summary>One event of a whole group: when it began, and the hosts it took, first the first.</summary>
public sealed record FleetEvent(int Group, DateTimeOffset Start, IReadOnlyList<int> Hosts);

/// <summary>Many hosts of a group whose alarms begin within minutes are one event, not many.</summary>
public static class FleetEvents
{
    public static readonly TimeSpan Within = TimeSpan.FromMinutes(15);
    public const int FewestHosts = 3;
    public const double LeastShare = .3;

    /// <summary>
    /// The events among these onsets: at least three hosts and three tenths of their group, all within a quarter of an hour of the first of them. An onset belongs to one event at most; the
    /// order in which they are given does not matter.
    /// </summary>
    /// <param name="groupSizes">How many hosts a group has; one that is not named is as small as a group of an event can be, three hosts.</param>
    public static IReadOnlyList<FleetEvent> Find(IEnumerable<HostOnset> onsets, IReadOnlyDictionary<int, int> groupSizes)
    {
        var events = new List<FleetEvent>();
        foreach (var group in onsets.GroupBy(o => o.Group).OrderBy(g => g.Key))
        {
            var ordered = group.OrderBy(o => o.Time).ThenBy(o => o.Host).ToList();
            var needed = Math.Max(FewestHosts, (int)Math.Ceiling(LeastShare * groupSizes.GetValueOrDefault(group.Key)));
            for (var first = 0; first < ordered.Count;)
            {
                var together = ordered.Skip(first).TakeWhile(o => o.Time - ordered[first].Time <= Within).ToList();
                var hosts = together.Select(o => o.Host).Distinct().ToList();
                if (hosts.Count >= needed)
                {
                    events.Add(new FleetEvent(group.Key, ordered[first].Time, hosts));
                }

                first += hosts.Count >= needed ? together.Count : 1;
            }
        }

        return events;
    }
}
