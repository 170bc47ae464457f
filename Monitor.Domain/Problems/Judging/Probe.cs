namespace Monitor.Domain.Problems.Judging;

/// <summary>One series of a stream under one rule.</summary>
internal readonly record struct Probe(MeasuredSeries Series, RuleWatch Watch);

/// <summary>What a sample is compared with. A value between low and high changes nothing while nothing is wrong, and is not looked at any further.</summary>
/// <param name="Ordinal">Where the value is in the vector.</param>
/// <param name="Measures">A window takes every sample.</param>
/// <param name="Judges">The last one of its watch in this stream: here it is judged.</param>
/// <param name="Low">Below it something is wrong.</param>
/// <param name="High">Above it something is wrong.</param>
internal readonly record struct ProbeBounds(int Ordinal, bool Measures, bool Judges, double Low, double High)
{
    private const int MostKept = 32;
    private static readonly ProbeBounds[]?[] Kept = new ProbeBounds[]?[MostKept];
    private static int _next;

    /// <summary>
    /// The same array for the same bounds, of those that were asked for last: a thousand hosts with the same metrics under the same rules are compared with one, which stays in the
    /// processor's own memory.
    /// </summary>
    public static ProbeBounds[] Shared(ProbeBounds[] bounds)
    {
        lock (Kept)
        {
            if (Array.Find(Kept, known => known is not null && known.AsSpan().SequenceEqual(bounds)) is { } same)
            {
                return same;
            }

            Kept[_next] = bounds;
            _next = (_next + 1) % MostKept;
            return bounds;
        }
    }
}
