using Monitor.Agent.Collectors.Linux;
using Monitor.Agent.Local;
using Monitor.Domain.Wire;

namespace Monitor.Agent.Actions;

/// <summary>
/// What the host's administrator allows: <c>actions.json</c> beside the agent's settings. It counts only where it belongs to root and nobody else may write it,
/// so that neither a server nor whoever gets hold of the agent can add to it. Without it nothing is allowed.
/// </summary>
internal sealed record ActionList(string? Problem, IReadOnlyList<ActionSettings> Actions)
{
    public const string FileName = "actions.json";
    public const string None = "There is no actions.json: this host allows no action.";

    /// <summary>However it is escaped when it is told, it fits into one record of the spool.</summary>
    private const int MostBytes = 64 * 1024;

    public WireActions Wire => new(Problem, [.. Actions.Select(a => a.Wire)]);

    public static ActionList Load(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!OperatingSystem.IsLinux())
        {
            return new ActionList("Actions are for Linux only.", []);
        }

        try
        {
            using var handle = RootFile.Open(path);
            if (handle is null)
            {
                return new ActionList(File.Exists(path) ? $"{path} cannot be opened, or is a link" : None, []);
            }

            if (RootFile.Complaint(handle) is { } complaint)
            {
                return new ActionList($"{path} is not used: {complaint}", []);
            }

            var bytes = new byte[MostBytes + 1];
            var length = 0;
            for (int read; length < bytes.Length && (read = RandomAccess.Read(handle, bytes.AsSpan(length), length)) > 0;)
            {
                length += read;
            }

            return length > MostBytes
                ? new ActionList($"{path} is not used: it is longer than {MostBytes} bytes", [])
                : new ActionList(null, ActionFile.Read(bytes.AsSpan(0, length)).Actions);
        }
        catch (AgentProblemException exception)
        {
            return new ActionList($"{path} is not used: {exception.Message}", []);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new ActionList($"{path} cannot be read: {exception.Message}", []);
        }
    }
}
