using System.Text.Json;

namespace Monitor.Agent.Local;

/// <summary>What a running agent writes beside its settings every few seconds, for <c>agent status</c>.</summary>
internal sealed record AgentStatus
{
    private const string FileName = "status.json";

    public DateTimeOffset Written { get; init; }

    public int ProcessId { get; init; }

    public int Series { get; init; }

    public long SpoolBytes { get; init; }

    public int SpoolRecords { get; init; }

    public long SpoolDropped { get; init; }

    public int SpoolDamaged { get; init; }

    /// <summary>Why the spool is in memory only; null while it is on disk.</summary>
    public string? SpoolProblem { get; init; }

    /// <summary>Which logs are read, in words.</summary>
    public string? Logs { get; init; }

    public long LogEntries { get; init; }

    /// <summary>Which actions the host's own list allows, in words.</summary>
    public string? Actions { get; init; }

    public int DeadLetterCount { get; init; }

    public DateTimeOffset? LastAnswer { get; init; }

    public int LastStatus { get; init; }

    public string? LastProblem { get; init; }

    public double SkewSeconds { get; init; }

    public static AgentStatus? TryLoad(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, FileName)), AgentJson.Default.AgentStatus);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public void Save(string folder)
    {
        var path = Path.Combine(folder, FileName);
        File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(this, AgentJson.Default.AgentStatus));
        File.Move(path + ".new", path, overwrite: true);
    }
}
