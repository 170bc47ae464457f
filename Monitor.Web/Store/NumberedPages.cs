using System.Collections.Concurrent;

namespace Monitor.Web.Store;

/// <summary>Things by a number that the database gives, mostly one after another: an array for each range of numbers, at 8 bytes a thing and not 55. Read without a lock.</summary>
internal sealed class NumberedPages<T>
    where T : class
{
    private const int Bits = 10;
    private readonly ConcurrentDictionary<int, T?[]> _pages = new();

    public T? this[int number]
    {
        get => _pages.TryGetValue(number >> Bits, out var page) ? Volatile.Read(ref page[number & ((1 << Bits) - 1)]) : null;
        set => Volatile.Write(ref _pages.GetOrAdd(number >> Bits, static _ => new T?[1 << Bits])[number & ((1 << Bits) - 1)], value);
    }
}
