using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Monitor.Web.Hosting;

namespace Monitor.Web.Metrics;

/// <summary>A published agent.</summary>
public sealed record PublishedAgent(string Path, long Length, DateTime WrittenAt);

/// <summary>The published agents by runtime identifier, in <c>Agents:Folder</c>, else where <c>./monitor</c> publishes them.</summary>
public sealed partial class AgentPrograms(IConfiguration configuration)
{
    private readonly ConcurrentDictionary<PublishedAgent, string> _hashes = new();

    private string Folder => configuration["Agents:Folder"] is { Length: > 0 } folder ? folder : Path.Combine(ProductHome.Path, "artifacts", "agent");

    /// <summary>Null for what is not published, and for a name that is no runtime identifier: it never reaches the disk.</summary>
    public PublishedAgent? Find(string rid)
    {
        if (!RuntimeIdentifier().IsMatch(rid))
        {
            return null;
        }

        var file = new FileInfo(Path.GetFullPath(Path.Combine(Folder, rid, rid.StartsWith("win", StringComparison.Ordinal) ? "Monitor.Agent.exe" : "Monitor.Agent")));
        return file.Exists ? new PublishedAgent(file.FullName, file.Length, file.LastWriteTimeUtc) : null;
    }

    /// <summary>SHA-256 in lower-case hexadecimal.</summary>
    public async Task<string> HashAsync(PublishedAgent file, CancellationToken cancellationToken)
    {
        if (!_hashes.TryGetValue(file, out var hash))
        {
            await using var stream = File.OpenRead(file.Path);
            hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
            _hashes[file] = hash;
        }

        return hash;
    }

    [GeneratedRegex("^[a-z0-9]{1,10}(-[a-z0-9]{1,10}){1,2}$", RegexOptions.NonBacktracking)]
    private static partial Regex RuntimeIdentifier();
}
