using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monitor.Agent.Local;

/// <summary>What enrolment left in <c>agent.json</c>. It holds the key, so only its owner may read it.</summary>
internal sealed record AgentSettings
{
    public const string FileName = "agent.json";
    public const int DefaultIntervalSeconds = 2;

    public required string Server { get; init; }

    /// <summary>SHA-256 of the server's certificate in lower-case hex; null to trust what the system trusts.</summary>
    public string? Pin { get; init; }

    public required int HostId { get; init; }

    public required Guid HostKey { get; init; }

    public required string Name { get; init; }

    /// <summary>The key in use, then, while keys are changed, the one before it.</summary>
    public required IReadOnlyList<string> Keys { get; init; }

    /// <summary>Null where the file says nothing: then every <see cref="DefaultIntervalSeconds"/>.</summary>
    public int? IntervalSeconds { get; init; }

    /// <summary>Whether to tell with which other hosts this one talks over TCP; only where it is asked for.</summary>
    public bool? Topology { get; init; }

    /// <summary>Whether to look for the files by which a mount fills up; null where the file says nothing: then it is done.</summary>
    public bool? Files { get; init; }

    /// <summary>Paths with <c>*</c> and <c>?</c> of files whose changes are told; null for those that are usual, empty for none.</summary>
    public IReadOnlyList<string>? Watch { get; init; }

    public override string ToString() => $"{Name} at {Server}";

    /// <summary>Throws <see cref="AgentProblemException"/> with what to do next where there is no usable file.</summary>
    public static AgentSettings Load(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            var settings = JsonSerializer.Deserialize(File.ReadAllBytes(path), AgentJson.Default.AgentSettings);
            return settings is { Keys.Count: > 0 } ? settings : throw Broken(path, "it holds no key");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new AgentProblemException($"This agent is not enrolled ({path} does not exist): run 'agent enroll --data {folder}' first");
        }
        catch (UnauthorizedAccessException)
        {
            throw new AgentProblemException($"{path} may not be read by this user: run the agent as the user that enrolled it");
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw Broken(path, "it is not valid JSON");
        }
    }

    public void Save(string folder)
    {
        OwnFiles.CreateFolder(folder);
        OwnFiles.Replace(Path.Combine(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(this, AgentJson.Default.AgentSettings));
    }

    private static AgentProblemException Broken(string path, string what) =>
        new($"{path} cannot be used: {what}. Restore it, or enrol again with a new token");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(AgentSettings))]
[JsonSerializable(typeof(AgentStatus))]
internal sealed partial class AgentJson : JsonSerializerContext;
