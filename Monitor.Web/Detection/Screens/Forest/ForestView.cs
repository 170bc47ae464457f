using Monitor.Domain.Detection.Classical;

namespace Monitor.Web.Detection.Screens.Forest;

/// <summary>A host with its newest points, the newest last.</summary>
public sealed record ForestMachine(int HostId, string Name, IReadOnlyList<ForestPoint> Points, int Anomalies)
{
    public ForestPoint Latest => Points[^1];

    /// <summary>Its newest point is not of now: of a host that has fallen silent nobody knows how it is.</summary>
    public bool IsLate(DateTimeOffset now, TimeSpan step) => now - Latest.Use.Time > 3 * step;
}

/// <summary>What the forest says of all hosts that it looked at.</summary>
/// <param name="Machines">Null while there are too few points.</param>
/// <param name="Points">That it was given.</param>
/// <param name="IsCut">There are more hosts than are looked at together.</param>
public sealed record ForestView(IReadOnlyList<ForestMachine>? Machines, int Points, bool IsCut, DateTimeOffset ReadAt);
