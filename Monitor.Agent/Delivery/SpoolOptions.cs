using Microsoft.Win32.SafeHandles;

namespace Monitor.Agent.Delivery;

internal sealed record SpoolOptions
{
    public required string Folder { get; init; }

    public long MostBytes { get; init; } = 64 * 1024 * 1024;

    public int SegmentBytes { get; init; } = 1024 * 1024;

    /// <summary>What is kept in memory while the disk cannot be written.</summary>
    public int MostMemoryBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>The spool gives way when the disk has less left than this, or a twentieth of it where that is less.</summary>
    public long FreeFloorBytes { get; init; } = 128 * 1024 * 1024;

    public TimeSpan DiskRetry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Free and total bytes of the disk that holds the folder.</summary>
    public Func<string, (long Free, long Total)> DiskSpace { get; init; } = static folder =>
    {
        var drive = new DriveInfo(folder);
        return (drive.AvailableFreeSpace, drive.TotalSize);
    };

    public Action<SafeFileHandle> FlushToDisk { get; init; } = RandomAccess.FlushToDisk;
}
