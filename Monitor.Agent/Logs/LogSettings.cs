using System.Text.Json;
using System.Text.Json.Serialization;
using Monitor.Agent.Local;

namespace Monitor.Agent.Logs;

/// <summary>What of the host's logs is read: <c>logs.json</c> beside the agent's settings, or what is usual where there is no such file.</summary>
internal sealed record LogSettings
{
    public const string FileName = "logs.json";
    public const int UsualLinesPerSecond = 200;
    private const int MostFiles = 64;
    private const int MostUnits = 100;
    private const int MostUnitLength = 256;
    private const int MostLinesPerSecond = 10_000;

    /// <summary>So many times as much as one source may all of the journal together write, and so may all files.</summary>
    private const int HostTimes = 5;

    // With init instead of set the generated reader would put nothing in the place of each default.

    /// <summary>Null for: where this user may read it.</summary>
    public bool? Journal { get; set; }

    /// <summary>Of these units only; null for all.</summary>
    public IReadOnlyList<string>? Units { get; set; }

    /// <summary>Null for those that are usual.</summary>
    public IReadOnlyList<LogFileSettings>? Files { get; set; }

    /// <summary>For all sources, before those of each.</summary>
    public IReadOnlyList<string> Exclude { get; set; } = [];

    public IReadOnlyList<string> Mask { get; set; } = [];

    public int LinesPerSecond { get; set; } = UsualLinesPerSecond;

    [JsonIgnore]
    public int HostLinesPerSecond => HostTimes * (Files ?? []).Select(static file => file.LinesPerSecond ?? 0).Append(LinesPerSecond).Max();

    /// <summary>Throws <see cref="AgentProblemException"/> with what is wrong where.</summary>
    public static LogSettings Load(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            var settings = JsonSerializer.Deserialize(File.ReadAllBytes(path), LogSettingsJson.Default.LogSettings) ?? throw new JsonException("it is empty");
            settings.Check(path);
            return settings;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return new LogSettings();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AgentProblemException($"{path} cannot be read: {exception.Message}");
        }
        catch (JsonException exception)
        {
            throw new AgentProblemException($"{path} is not understood: {exception.Message}");
        }
    }

    /// <summary>The rules of the journal, where <paramref name="file"/> is null, or of a file.</summary>
    public LogRules Rules(LogFileSettings? file) => new()
    {
        Include = [.. (file?.Include ?? []).Select(LogRules.Pattern)],
        Exclude = [.. Exclude.Concat(file?.Exclude ?? []).Select(LogRules.Pattern)],
        Masks = [.. Mask.Concat(file?.Mask ?? []).Select(LogRules.Pattern)],
        Start = file?.Start is { } start ? LogRules.Pattern(start) : null,
        JoinsLines = file?.Join ?? true,
        LinesPerSecond = file?.LinesPerSecond ?? LinesPerSecond,
    };

    private void Check(string path)
    {
        Expect(path, "linesPerSecond", LinesPerSecond is >= 1 and <= MostLinesPerSecond, $"is 1 to {MostLinesPerSecond}");
        Patterns(path, "exclude", Exclude);
        Patterns(path, "mask", Mask);
        Expect(path, "units", Units is null or { Count: > 0 and <= MostUnits }, $"names 1 to {MostUnits} units, or is left out for all");
        for (var i = 0; i < (Units?.Count ?? 0); i++)
        {
            Expect(path, $"units[{i}]", Units![i] is { Length: > 0 and <= MostUnitLength } unit && !unit.Contains('\0', StringComparison.Ordinal), $"has 1 to {MostUnitLength} characters");
        }

        Expect(path, "files", Files is not { Count: > MostFiles }, $"has at most {MostFiles} entries");
        for (var i = 0; i < (Files?.Count ?? 0); i++)
        {
            var (file, name) = (Files![i], $"files[{i}]");
            Expect(path, name, file is not null, "is an object with a path");
            Expect(path, name + ".path", Path.IsPathFullyQualified(file!.Path) && Path.GetFileName(file.Path).Length > 0 && !file.Path.Contains("**", StringComparison.Ordinal)
                && !file.Path.Contains('\0', StringComparison.Ordinal), "is a path from the root on, in which * and ? stand for anything but a slash");
            Expect(path, name + ".linesPerSecond", file.LinesPerSecond is null or (>= 1 and <= MostLinesPerSecond), $"is 1 to {MostLinesPerSecond}");
            Patterns(path, name + ".include", file.Include);
            Patterns(path, name + ".exclude", file.Exclude);
            Patterns(path, name + ".mask", file.Mask);
            Patterns(path, name + ".start", file.Start is null ? [] : [file.Start]);
        }
    }

    private static void Patterns(string path, string name, IReadOnlyList<string> patterns)
    {
        Expect(path, name, patterns.Count <= 50, "has at most 50 patterns");
        for (var i = 0; i < patterns.Count; i++)
        {
            Expect(path, $"{name}[{i}]", patterns[i] is { Length: > 0 and <= 500 }, "has 1 to 500 characters");
            try
            {
                LogRules.Pattern(patterns[i]);
            }
            catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
            {
                throw new AgentProblemException($"{path}: {name}[{i}] is no pattern that can be used: {exception.Message}");
            }
        }
    }

    private static void Expect(string path, string name, bool isSo, string what)
    {
        if (!isSo)
        {
            throw new AgentProblemException($"{path}: {name} {what}");
        }
    }
}

internal sealed record LogFileSettings
{
    public required string Path { get; init; }

    /// <summary>What the first line of an entry looks like.</summary>
    public string? Start { get; set; }

    public bool Join { get; set; } = true;

    public IReadOnlyList<string> Include { get; set; } = [];

    public IReadOnlyList<string> Exclude { get; set; } = [];

    public IReadOnlyList<string> Mask { get; set; } = [];

    public int? LinesPerSecond { get; set; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(LogSettings))]
internal sealed partial class LogSettingsJson : JsonSerializerContext;
