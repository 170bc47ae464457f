namespace Monitor.Domain.Metrics.Chunks;

/// <summary>
/// Which tick of which source stands where when sources are put together: in the order of time, each time once. Of two ticks of one time the one of the
/// earlier source stays, and within a source the earlier one: the first write wins.
/// </summary>
public sealed class TickOrder
{
    private readonly int[] _places;

    public TickOrder(IReadOnlyList<ColumnSource> sources)
    {
        var all = sources.SelectMany(s => s.Times).ToArray();
        All = all.Length;
        _places = [.. Enumerable.Range(0, all.Length)];
        for (var i = 1; i < all.Length; i++)
        {
            if (all[i] <= all[i - 1])
            {
                Array.Sort(_places, (a, b) => all[a] != all[b] ? all[a].CompareTo(all[b]) : a.CompareTo(b));
                _places = [.. _places.Where((place, at) => at == 0 || all[place] != all[_places[at - 1]])];
                break;
            }
        }

        Times = Array.ConvertAll(_places, place => all[place]);
        IsAsItIs = Times.Length == All && Times.AsSpan().SequenceEqual(all);
    }

    /// <summary>Ticks of all sources, before any was left out.</summary>
    public int All { get; }

    public long[] Times { get; }

    /// <summary>Whether the sources one after another are in order already.</summary>
    public bool IsAsItIs { get; }

    /// <summary>The values of all sources one after another, put in order.</summary>
    public void Arrange(ReadOnlySpan<double> all, Span<double> ordered)
    {
        if (IsAsItIs)
        {
            all.CopyTo(ordered);
            return;
        }

        for (var i = 0; i < _places.Length; i++)
        {
            ordered[i] = all[_places[i]];
        }
    }
}
