namespace Monitor.Agent.Delivery;

/// <summary>Whether the spool's disk is close to full; asked for every few seconds, not for every record.</summary>
internal sealed class SpaceWatch(SpoolOptions options, TimeProvider clock)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);

    private long? _lookedAt;
    private bool _isShort;

    public bool IsShort()
    {
        if (_lookedAt is null || clock.GetElapsedTime(_lookedAt.Value) >= Look)
        {
            LookAgain();
        }

        return _isShort;
    }

    public void LookAgain()
    {
        _lookedAt = clock.GetTimestamp();
        var (free, total) = options.DiskSpace(options.Folder);
        _isShort = free < Math.Min(options.FreeFloorBytes, total / 20);
    }
}
