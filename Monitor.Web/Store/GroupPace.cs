namespace Monitor.Web.Store;

/// <summary>How long the writer waits before it takes the next group: not at all while batches come singly, longer the more come together.</summary>
internal static class GroupPace
{
    public static TimeSpan After(int lastGroup) => lastGroup switch
    {
        <= 1 => TimeSpan.Zero,
        <= 4 => TimeSpan.FromMilliseconds(20),
        _ => TimeSpan.FromMilliseconds(50),
    };
}
