namespace Monitor.Web.Store;

/// <summary>
/// How long the writer waits before it takes the next group: not at all while batches come singly, longer the more come together, and less again where so many do that each
/// commit is shared by many anyway. A group of a thousand no longer fits the processor's own memory, and who waits for 40 ms and more is acknowledged in a packet of its own.
/// </summary>
internal static class GroupPace
{
    public static TimeSpan After(int lastGroup) => lastGroup switch
    {
        <= 1 => TimeSpan.Zero,
        <= 4 => TimeSpan.FromMilliseconds(20),
        <= 60 => TimeSpan.FromMilliseconds(50),
        <= 300 => TimeSpan.FromMilliseconds(20),
        _ => TimeSpan.FromMilliseconds(10),
    };
}
