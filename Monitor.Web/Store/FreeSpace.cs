using Microsoft.Extensions.Options;
using Monitor.Web.Hosting;

namespace Monitor.Web.Store;

/// <summary>
/// The space left on the disk of the embedded database. A database elsewhere is not seen from here: it says itself when its disk is full, and that closes the gate
/// too.
/// </summary>
public sealed class FreeSpace(IEnumerable<EmbeddedPostgres> embedded, IOptions<IngestOptions> options)
{
    private const long Most = 2_000_000_000;
    private readonly string? _folder = embedded.FirstOrDefault()?.Cluster;

    /// <summary>Low below the floor; no longer low only a tenth above it, so that the gate does not flutter.</summary>
    public bool IsLow(bool wasLow)
    {
        if (_folder is null)
        {
            return false;
        }

        try
        {
            var disk = new DriveInfo(_folder);
            var floor = options.Value.MinimumFreeBytes >= 0 ? options.Value.MinimumFreeBytes : Math.Min(Most, disk.TotalSize / 10);
            return disk.AvailableFreeSpace < (wasLow ? floor + (floor / 10) : floor);
        }
        catch (IOException)
        {
            // Not to be seen right now: as it was.
            return wasLow;
        }
    }
}
