namespace Monitor.Web.Store;

/// <summary>
/// What the rows of all streams together may take: five minutes of some 400 hosts at 2 s, or of 1,000 at 10 s, with 40 series each. Beyond it a stream grows to five
/// blocks and keeps what it has, and what silent streams have is given back; what is older is read from the tables.
/// </summary>
internal sealed class RecentMemory
{
    private const long Most = 8_000_000;
    private long _taken;

    public bool IsFull => Volatile.Read(ref _taken) >= Most;

    /// <param name="bytes">Below 0 where they are given back.</param>
    public void Take(int bytes)
    {
        if (bytes != 0)
        {
            Interlocked.Add(ref _taken, bytes);
        }
    }
}
