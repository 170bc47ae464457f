using Monitor.Domain.Detection;
using Monitor.Web.Detection.Desk;

namespace Monitor.Web.Detection.Screens.Listing;

/// <summary>Which anomalies are shown: what stands in the address.</summary>
public sealed record AnomalyAsk(int Days, int? HostId, AnomalySubject? Subject, bool? IsHeld, bool IsUnlabelled, long? After)
{
    public static IReadOnlyList<int> Ranges { get; } = [1, 7, 30, 90];

    public const int UsualDays = 7;

    /// <summary>Times are those of the hosts, whose clocks may be ahead.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(1);

    public static IReadOnlyList<(string Key, string Title, AnomalySubject? Subject)> Subjects { get; } =
    [
        ("", "Of anything", null), ("host", "Of a host as a whole", AnomalySubject.Host), ("series", "Of one series", AnomalySubject.Series),
        ("peers", "Of a host beside its peers", AnomalySubject.Peers), ("fleet", "Of many hosts at once", AnomalySubject.Fleet),
    ];

    public static IReadOnlyList<(string Key, string Title, bool? IsHeld)> Holds { get; } =
        [("", "Told and held back", null), ("held", "Held back", true), ("told", "Not held back", false)];

    public static IReadOnlyList<(string Key, string Title)> Labels { get; } = [("", "Whatever people said"), ("none", "Nobody said anything yet")];

    public bool IsNarrow => After is not null || HostId is not null || Subject is not null || IsHeld is not null || IsUnlabelled;

    public static AnomalyAsk Read(int? days, int? host, string? subject, string? held, string? label, long? after) => new(
        days is { } d && Ranges.Contains(d) ? d : UsualDays, host, Subjects.FirstOrDefault(s => s.Key == subject).Subject,
        Holds.FirstOrDefault(h => h.Key == held).IsHeld, label == "none", after);

    public AnomalyFilter Filter(DateTimeOffset now, int limit) => new(now.AddDays(-Days), now + Ahead)
    {
        HostId = HostId, Subject = Subject, IsHeld = IsHeld, Label = IsUnlabelled ? LabelFilter.None : null, After = After, Limit = limit,
    };
}
