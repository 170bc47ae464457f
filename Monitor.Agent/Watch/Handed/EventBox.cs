using System.Diagnostics;
using System.Globalization;
using Monitor.Agent.Local;

namespace Monitor.Agent.Watch.Handed;

/// <summary>The folder in which events wait for the agent, one file each. Only the agent's user, and root, may enter it.</summary>
internal static class EventBox
{
    public const int Most = 200;
    private const string Name = "events";

    public static string FolderOf(string ownFolder) => Path.Combine(ownFolder, Name);

    /// <summary>Files that are whole, the oldest first.</summary>
    public static IReadOnlyList<string> Waiting(string folder) => [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Take(Most)];

    /// <summary>Throws <see cref="AgentProblemException"/> with what to do where it cannot be put there.</summary>
    public static void Put(string ownFolder, HandedEvent handed)
    {
        var folder = FolderOf(ownFolder);
        if (!Directory.Exists(folder))
        {
            throw new AgentProblemException($"No agent has run on {ownFolder} yet: start it with 'run --data {ownFolder}', or name its folder with --data");
        }

        if (Waiting(folder).Count >= Most)
        {
            throw new AgentProblemException($"{Most} events wait in {folder} already: start the agent, which takes them");
        }

        // Told apart from others of the same millisecond, and taken in the order in which they came. Who is root leaves it readable: the folder keeps others out.
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{handed.T:D15}-{Stopwatch.GetTimestamp():D19}-{Guid.NewGuid():N}"));
        File.WriteAllBytes(path + ".new", handed.ToJson());
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path + ".new", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        File.Move(path + ".new", path + ".json");
    }
}
