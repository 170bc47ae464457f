using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Monitor.Web.Hosting;

/// <summary>Reads the file of a backup: once from end to end to check every hash, then part by part. Never more than a part is in memory.</summary>
internal static class BackupReader
{
    private const int LargestManifest = 64 << 20;

    /// <summary>The manifest of a file that is whole. Throws <see cref="BackupException"/> for any other.</summary>
    public static async Task<BackupManifest> VerifyAsync(string path, CancellationToken cancellationToken)
    {
        var (hashes, manifest, manifestHash) = await HashAsync(path, cancellationToken);
        if (manifest is null || manifestHash != Convert.ToHexStringLower(SHA256.HashData(manifest)))
        {
            throw Broken(path, "its end is missing or was changed", null);
        }

        var read = Parse(path, manifest);
        foreach (var part in read.Tables.SelectMany(t => t.Parts))
        {
            if (!hashes.TryGetValue(part.Entry, out var found) || found != (part.Bytes, part.Sha256))
            {
                throw Broken(path, $"{part.Entry} is not what was written", null);
            }
        }

        return read;
    }

    private static async Task<(Dictionary<string, (long Bytes, string Sha256)> Parts, byte[]? Manifest, string? ManifestHash)> HashAsync(
        string path, CancellationToken cancellationToken)
    {
        var parts = new Dictionary<string, (long Bytes, string Sha256)>(StringComparer.Ordinal);
        byte[]? manifest = null;
        string? manifestHash = null;
        try
        {
            await foreach (var (name, content) in EntriesAsync(path, cancellationToken))
            {
                if (name is BackupManifest.Entry or BackupManifest.HashEntry)
                {
                    var bytes = await AllAsync(path, content, cancellationToken);
                    (manifest, manifestHash) = name == BackupManifest.Entry ? (bytes, manifestHash) : (manifest, Encoding.ASCII.GetString(bytes));
                }
                else
                {
                    parts[name] = (content.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken)));
                }
            }
        }
        catch (IOException e)
        {
            throw Broken(path, "it ends too early or cannot be read", e);
        }

        return (parts, manifest, manifestHash);
    }

    /// <summary>The parts of tables in the order in which they were written. A stream is good until the next one is asked for.</summary>
    public static async IAsyncEnumerable<(string Name, Stream Content)> EntriesAsync(
        string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = Open(path);
        await using var tar = new TarReader(file);
        while (await NextAsync(tar, path, cancellationToken) is { } entry)
        {
            yield return (entry.Name, entry.DataStream ?? Stream.Null);
        }
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, BufferSize = 1 << 20 });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"{path} cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static async Task<TarEntry?> NextAsync(TarReader tar, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await tar.GetNextEntryAsync(copyData: false, cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or FormatException)
        {
            throw Broken(path, e.Message.TrimEnd('.'), e);
        }
    }

    private static async Task<byte[]> AllAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        if (content.Length > LargestManifest)
        {
            throw Broken(path, "its list of contents is too long", null);
        }

        var bytes = new byte[content.Length];
        await content.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private static BackupManifest Parse(string path, byte[] bytes)
    {
        try
        {
            var manifest = BackupManifest.Parse(bytes);
            return manifest.Format == BackupManifest.CurrentFormat
                ? manifest
                : throw new BackupException($"{path} was written by Monitor {manifest.Product} in a newer format. Install that version or a newer one, and run this again.");
        }
        catch (JsonException e)
        {
            throw Broken(path, "its list of contents cannot be read", e);
        }
    }

    private static BackupException Broken(string path, string what, Exception? cause) =>
        new($"{path} is not a whole backup: {what}. Nothing was changed; take another backup, or copy this one again.", cause);
}
