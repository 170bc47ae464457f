using Microsoft.Extensions.Options;
using Monitor.Web.Hosting;

namespace Monitor.Web.Store;

/// <summary>A file system in bytes: what is free of it, and what of that samples may not take.</summary>
public sealed record DiskRoom(long FreeBytes, long TotalBytes, long ReservedBytes);

/// <summary>
/// The space left on the disk of the embedded database. A database elsewhere is not seen from here: it says itself when its disk is full, and that closes the gate
/// too.
/// </summary>
public sealed class FreeSpace(IEnumerable<EmbeddedPostgres> embedded, IOptions<IngestOptions> options)
{
    private const long Most = 2_000_000_000;
    private readonly string? _folder = embedded.FirstOrDefault()?.Cluster;

    public bool IsOutside => _folder is null;

    /// <summary>Null where it cannot be seen.</summary>
    public DiskRoom? Read()
    {
        try
        {
            return _folder is null || new DriveInfo(_folder) is not { } disk ? null : new DiskRoom(disk.AvailableFreeSpace, disk.TotalSize, Floor(disk));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Not known is an answer, which is shown in words.
            return null;
        }
    }

    /// <summary>Low below what is reserved; no longer low only a tenth above it, so that the gate does not flutter. Where it cannot be seen, as it was.</summary>
    public bool IsLow(bool wasLow) =>
        !IsOutside && (Read() is { } room ? room.FreeBytes < room.ReservedBytes + (wasLow ? room.ReservedBytes / 10 : 0) : wasLow);

    private long Floor(DriveInfo disk) => options.Value.MinimumFreeBytes >= 0 ? options.Value.MinimumFreeBytes : Math.Min(Most, disk.TotalSize / 10);
}
