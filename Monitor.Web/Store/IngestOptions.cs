using System.ComponentModel.DataAnnotations;

namespace Monitor.Web.Store;

/// <summary>Limits of what comes in; section <c>Ingest</c>.</summary>
public sealed class IngestOptions
{
    public const string Section = "Ingest";

    /// <summary>Largest body as sent (compressed), in bytes.</summary>
    [Range(1024, 1 << 26, ErrorMessage = "Ingest:MaxBodyBytes is a number of bytes from 1024 to 67108864.")]
    public int MaxBodyBytes { get; set; } = 1 << 20;

    /// <summary>Largest body after decompression, in bytes.</summary>
    [Range(1024, 1 << 28, ErrorMessage = "Ingest:MaxDecodedBytes is a number of bytes from 1024 to 268435456.")]
    public int MaxDecodedBytes { get; set; } = 8 << 20;

    [Range(1, 50_000, ErrorMessage = "Ingest:MaxSeriesPerHost is a number from 1 to 50000.")]
    public int MaxSeriesPerHost { get; set; } = 2000;

    /// <summary>Batches that may wait to be stored before the answer is 503.</summary>
    [Range(1, 100_000, ErrorMessage = "Ingest:QueueLength is a number from 1 to 100000.")]
    public int QueueLength { get; set; } = 4000;

    /// <summary>Batches a minute that one agent may send, after a burst of as many.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Ingest:BatchesPerMinute is a number from 1 to 1000000.")]
    public int BatchesPerMinute { get; set; } = 1200;

    /// <summary>Free bytes on the embedded database's disk below which samples are refused; -1 is 2 GB or a tenth of the disk, whichever is less.</summary>
    [Range(-1, long.MaxValue, ErrorMessage = "Ingest:MinimumFreeBytes is a number of bytes, or -1 for 2 GB or a tenth of the disk, whichever is less.")]
    public long MinimumFreeBytes { get; set; } = -1;

    /// <summary>For fault tests: <c>before-commit</c> or <c>after-commit</c> makes the process kill itself there.</summary>
    [RegularExpression("^(before-commit|after-commit)?$", ErrorMessage = "Ingest:KillAt is before-commit or after-commit, and only for fault tests.")]
    public string KillAt { get; set; } = "";
}
