using Monitor.Domain.Efficiency;

namespace Monitor.Web.Efficiency.Reading;

/// <summary>A host with its index over a window, and that of the window before.</summary>
public sealed record HostEfficiency(int HostId, string Host, int GroupId, string Group, ReiReading Reading, double? Before);

/// <summary>A day of a trend; no value where nothing is known.</summary>
public sealed record TrendPoint(DateTimeOffset At, double? Total, IReadOnlyList<double?> Parts);

/// <summary>Everything that a page or a file shows of the hosts that are asked for, worst first.</summary>
/// <param name="Until">The end of the last hour that was read; null: none yet.</param>
/// <param name="All">The index of all of them together; null where nothing is known.</param>
/// <param name="Before">The same of the window before.</param>
/// <param name="IsCut">More hosts are there than are read at once.</param>
public sealed record EfficiencyView(DateTimeOffset? Until, ReiReading? All, double? Before, IReadOnlyList<HostEfficiency> Hosts, bool IsCut);
