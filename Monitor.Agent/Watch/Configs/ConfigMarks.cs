using System.Text.Json.Serialization;

namespace Monitor.Agent.Watch.Configs;

/// <summary>What is remembered of a file. The times are those of its last writing, in 100 ns since the year 1.</summary>
internal sealed record ConfigMark(string Path, long Written, long Size, ulong Inode)
{
    /// <summary>SHA-256 of what is in it; null where that is too much or may not be read: then time and size stand for it.</summary>
    public string? Hash { get; init; }

    /// <summary>It was not there at the last look. Who writes a file anew may take it away for a moment.</summary>
    public bool IsMissing { get; init; }

    public bool IsUntouched(ConfigMark other) => Written == other.Written && Size == other.Size && Inode == other.Inode;

    public bool IsSame(ConfigMark other) => Hash is not null && other.Hash is not null ? Hash == other.Hash : Written == other.Written && Size == other.Size;
}

/// <summary>All that is remembered, and by which patterns it was found.</summary>
internal sealed record ConfigMarks
{
    public IReadOnlyList<string> Patterns { get; set; } = [];

    public IReadOnlyList<ConfigMark> Files { get; set; } = [];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ConfigMarks))]
internal sealed partial class ConfigMarksJson : JsonSerializerContext;
