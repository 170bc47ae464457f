using System.Security.Cryptography;
using Monitor.Agent.Local;
using Monitor.Agent.Logs;

namespace Monitor.Agent.Watch.Configs;

/// <summary>Looks at the files that some patterns mean. Only one that was written to is read, for its hash; what is in it goes nowhere.</summary>
internal sealed class ConfigLook(IReadOnlyList<string> patterns)
{
    public const int MostFiles = 200;
    private const int MostPatterns = 100;
    private const int MostPatternLength = 500;
    private const long MostBytes = 1 << 20;

    public IReadOnlyList<string> Patterns => patterns;

    /// <summary>Throws <see cref="AgentProblemException"/> with what is wrong.</summary>
    public static void Check(IReadOnlyList<string> patterns)
    {
        if (patterns.Count > MostPatterns)
        {
            throw new AgentProblemException($"{AgentSettings.FileName}: watch has at most {MostPatterns} entries");
        }

        for (var i = 0; i < patterns.Count; i++)
        {
            if (patterns[i] is not { Length: <= MostPatternLength } pattern || !Path.IsPathFullyQualified(pattern) || Path.GetFileName(pattern).Length == 0
                || pattern.Contains("**", StringComparison.Ordinal) || pattern.Contains('\0', StringComparison.Ordinal))
            {
                throw new AgentProblemException($"{AgentSettings.FileName}: watch[{i}] is a path from the root on, at most {MostPatternLength} characters, in which * and ? stand for anything but a slash");
            }
        }
    }

    /// <summary>At most <see cref="MostFiles"/>, in the order of the patterns.</summary>
    /// <param name="before">What was seen last: of a file that nobody wrote to since, its hash stays.</param>
    public Dictionary<string, ConfigMark> Look(IReadOnlyDictionary<string, ConfigMark> before)
    {
        var seen = new Dictionary<string, ConfigMark>(StringComparer.Ordinal);
        foreach (var path in patterns.SelectMany(static pattern => FilePattern.Find(pattern, MostFiles)))
        {
            if (seen.Count == MostFiles)
            {
                break;
            }

            if (!seen.ContainsKey(path) && Facts(path) is { } mark)
            {
                seen.Add(path, before.GetValueOrDefault(path) is { IsMissing: false } known && known.IsUntouched(mark) ? known : mark with { Hash = Hash(mark) });
            }
        }

        return seen;
    }

    public static bool IsThere(string path) => FileFacts.Of(path) is not null;

    private static ConfigMark? Facts(string path) =>
        FileFacts.Of(path) is { IsPlain: true } facts ? new ConfigMark(path, facts.Written.UtcTicks, facts.Size, facts.Id.Inode) : null;

    private static string? Hash(ConfigMark mark)
    {
        if (mark.Size > MostBytes)
        {
            return null;
        }

        try
        {
            using var file = FileOpener.Open(mark.Path);
            if (FileFacts.Of(file, mark.Path) is not { IsPlain: true })
            {
                return null;
            }

            // One that grows meanwhile is read no further; it has another time then, and is looked at again.
            var content = new byte[Math.Min(RandomAccess.GetLength(file), MostBytes)];
            return Convert.ToBase64String(SHA256.HashData(content.AsSpan(0, RandomAccess.Read(file, content, 0))));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
