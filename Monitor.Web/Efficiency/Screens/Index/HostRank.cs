using Monitor.Domain.Efficiency;
using Monitor.Web.Efficiency.Reading;

namespace Monitor.Web.Efficiency.Screens.Index;

/// <summary>A host with what it is listed by: its index, or that of the resource that is looked at.</summary>
/// <param name="Score">Null where not known.</param>
public sealed record HostRank(HostEfficiency Host, double? Score)
{
    /// <summary>Since the window before, of the whole index; null where that is not known.</summary>
    public double? Change => Host.Before is { } before ? Host.Reading.Total - before : null;

    public static HostRank Of(HostEfficiency host, ResourceKind? resource) =>
        new(host, resource is not { } one ? host.Reading.Total : host.Reading.Of(one) is { IsKnown: true } part ? part.Score : null);
}
