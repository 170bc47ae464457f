using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Judging;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Web.Detection;

/// <summary>One rule on one series of a stream, with where it stands.</summary>
internal sealed class WatchedSeries
{
    public required int Ordinal { get; init; }

    public required string Labels { get; init; }

    public required EffectiveRule Rule { get; init; }

    public required Threshold Threshold { get; init; }

    public required BreachTracker Tracker { get; init; }

    public required string Fingerprint { get; init; }
}

/// <summary>A stream as the judge sees it: built once when the stream or the rules change, then walked for every tick.</summary>
internal sealed class JudgedStream
{
    public required int HostId { get; init; }

    /// <summary>How long a vector may be before the stream's series must be read again.</summary>
    public required int KnownLength { get; init; }

    public required WatchedSeries[] Watches { get; init; }
}
