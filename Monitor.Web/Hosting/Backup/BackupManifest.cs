using System.Text.Json;

namespace Monitor.Web.Hosting;

/// <summary>What a backup holds and what it takes to read it back. It is the last but one entry of the file; the last is its own SHA-256.</summary>
internal sealed record BackupManifest
{
    public const int CurrentFormat = 1;
    public const string Entry = "manifest.json";
    public const string HashEntry = "manifest.sha256";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public int Format { get; init; } = CurrentFormat;

    /// <summary>The version of the product that wrote it.</summary>
    public required string Product { get; init; }

    public required string Postgres { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The schema's version: every migration that was applied, in order.</summary>
    public required IReadOnlyList<string> Migrations { get; init; }

    /// <summary>The session key in use and the master key that encrypts it; the keys themselves are not in the file.</summary>
    public required BackupKeys Keys { get; init; }

    public required IReadOnlyList<BackupSequence> Sequences { get; init; }

    /// <summary>Parents before their partitions.</summary>
    public required IReadOnlyList<BackupTable> Tables { get; init; }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    public static BackupManifest Parse(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize<BackupManifest>(bytes, Json)!;
}

internal sealed record BackupKeys(string? Session, string? Master);

/// <param name="Name">Quoted as SQL wants it.</param>
/// <param name="Identity">It comes with its column; any other is made before the tables.</param>
/// <param name="Type">The type of its numbers.</param>
/// <param name="Last">The last value.</param>
/// <param name="Called">False: the last value is the next one.</param>
internal sealed record BackupSequence(string Name, bool Identity, string Type, long Last, bool Called);

/// <param name="Name">Quoted as SQL wants it.</param>
/// <param name="Create">Makes the table where the migrations do not: partitions, the scheduler's tables.</param>
/// <param name="Finish">Its indexes and keys, for a table that is made so.</param>
/// <param name="Columns">Quoted and separated by commas; null for a parent of partitions, which has no rows of its own.</param>
/// <param name="Rows">How many rows the parts hold.</param>
/// <param name="Parts">One COPY in the binary format, cut into pieces.</param>
internal sealed record BackupTable(string Name, string Create, IReadOnlyList<string> Finish, string? Columns, long Rows, IReadOnlyList<BackupPart> Parts);

internal sealed record BackupPart(string Entry, long Bytes, string Sha256);
