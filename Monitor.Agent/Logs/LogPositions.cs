using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monitor.Agent.Logs;

/// <summary>How far a file was read. The checksum of its beginning tells it from another file that got its number.</summary>
internal sealed record FilePosition
{
    public required string Path { get; init; }

    public ulong Device { get; init; }

    public ulong Inode { get; init; }

    public long Offset { get; init; }

    /// <summary>The offset lies within a line that was too long, and whose rest is passed over.</summary>
    public bool IsInLine { get; init; }

    /// <summary>It had lost its name, and was read to its end.</summary>
    public bool IsDone { get; init; }

    public int StartLength { get; init; }

    public uint StartChecksum { get; init; }

    [JsonIgnore]
    public FileId Id => new(Device, Inode);
}

/// <summary>
/// How far everything was read. It is written into each record of lines and, once that is on disk, beside the spool: a kill between the two leaves a
/// record that is newer than the file, and that one is right.
/// </summary>
internal sealed record LogPositions
{
    /// <summary>In a record beside its lines. That is what hundreds of files need, and some thousand rotated ones.</summary>
    public const int MostBytes = 128 * 1024;

    /// <summary>Of the record that these belong to.</summary>
    public long Seq { get; init; }

    public DateTimeOffset SavedAt { get; init; }

    /// <summary>The journal's own word for a place in it.</summary>
    public string? Cursor { get; init; }

    public IReadOnlyList<FilePosition> Files { get; set; } = [];

    /// <summary>The boot during which this was written, by the kernel's random number, and its kernel.</summary>
    public string? Boot { get; init; }

    public string? Kernel { get; init; }

    /// <summary>Packages that have changed and are not told yet: more may follow.</summary>
    public PackageChanges Packages { get; set; } = new();

    /// <summary>As JSON of at most <see cref="MostBytes"/>. What goes first are rotated files that were read to their end: only one that grows all the same would be missed.</summary>
    /// <param name="left">How many files are left out; those of them with something left are not gone on with after a restart.</param>
    public byte[] ToJson(out int left)
    {
        left = 0;
        var json = JsonSerializer.SerializeToUtf8Bytes(this, LogPositionsJson.Default.LogPositions);
        if (json.Length <= MostBytes)
        {
            return json;
        }

        var byNeed = Files.OrderBy(static file => file.IsDone).ToList();
        for (var kept = byNeed.Count; json.Length > MostBytes && kept > 0; left = byNeed.Count - kept)
        {
            kept -= 1 + (kept / 20);
            json = JsonSerializer.SerializeToUtf8Bytes(this with { Files = byNeed[..kept] }, LogPositionsJson.Default.LogPositions);
        }

        return json;
    }
}

/// <param name="Count">Also of those that are not named.</param>
/// <param name="Last">Unix milliseconds of the last change.</param>
internal sealed record PackageChanges(int Count = 0, long Last = 0)
{
    public IReadOnlyList<string> Named { get; set; } = [];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(LogPositions))]
internal sealed partial class LogPositionsJson : JsonSerializerContext;
