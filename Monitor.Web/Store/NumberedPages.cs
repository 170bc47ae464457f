using System.Collections.Concurrent;

namespace Monitor.Web.Store;

/// <summary>
/// Things by a number that the database gives, mostly one after another: an array for each range of numbers, at 8 bytes a thing and not 55. Read without a lock. What lies next to each other
/// is found next to each other: where a thousand streams are looked up one after another, a table of entries is out of the processor's own memory each time.
/// </summary>
internal sealed class NumberedPages<T>
    where T : class
{
    private const int Bits = 10;
    private readonly ConcurrentDictionary<int, T?[]> _pages = new();

    public T? this[int number]
    {
        get => _pages.TryGetValue(number >> Bits, out var page) ? Volatile.Read(ref page[number & ((1 << Bits) - 1)]) : null;
        set => Volatile.Write(ref Place(number), value);
    }

    /// <summary>All with their numbers, in no order.</summary>
    public IEnumerable<KeyValuePair<int, T>> All
    {
        get
        {
            foreach (var (page, things) in _pages)
            {
                for (var i = 0; i < things.Length; i++)
                {
                    if (Volatile.Read(ref things[i]) is { } thing)
                    {
                        yield return KeyValuePair.Create((page << Bits) + i, thing);
                    }
                }
            }
        }
    }

    /// <summary>What is there, or what is made; where two make one at the same time, both get the first.</summary>
    public T GetOrAdd<TState>(int number, Func<TState, T> make, TState state)
    {
        if (this[number] is { } known)
        {
            return known;
        }

        var made = make(state);
        return Interlocked.CompareExchange(ref Place(number), made, null) ?? made;
    }

    private ref T? Place(int number) => ref _pages.GetOrAdd(number >> Bits, static _ => new T?[1 << Bits])[number & ((1 << Bits) - 1)];
}
