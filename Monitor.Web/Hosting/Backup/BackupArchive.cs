using System.Formats.Tar;
using System.Security.Cryptography;

namespace Monitor.Web.Hosting;

/// <summary>
/// The file of a backup while it is written: under another name, readable by its owner alone, on the disk before it gets its own name. A table goes in as
/// numbered parts of a few MB each, because tar wants to know a size first and nobody wants a whole table in memory.
/// </summary>
internal sealed class BackupArchive : IAsyncDisposable
{
    public const int PartBytes = 4 << 20;

    private readonly byte[] _part = new byte[PartBytes];
    private readonly string _path;
    private readonly FileStream _file;
    private readonly TarWriter _tar;
    private readonly DateTimeOffset _time;

    private BackupArchive(string path, FileStream file, DateTimeOffset time)
    {
        (_path, _file, _time) = (path, file, time);
        _tar = new TarWriter(file, TarEntryFormat.Ustar, leaveOpen: true);
    }

    public static BackupArchive Create(string path, DateTimeOffset time)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 1 << 20 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // A part of an earlier attempt may have another mode, which opening it would keep.
        File.Delete(PartOf(path));
        return new BackupArchive(path, new FileStream(PartOf(path), options), time);
    }

    public long Length => _file.Length;

    /// <summary>Writes what the stream holds and returns its parts; every byte is shown to the counter.</summary>
    public async Task<IReadOnlyList<BackupPart>> AddAsync(string name, Stream content, CopyRowCounter rows, CancellationToken cancellationToken)
    {
        var parts = new List<BackupPart>();
        int length;
        while ((length = await content.ReadAtLeastAsync(_part, PartBytes, throwOnEndOfStream: false, cancellationToken)) > 0)
        {
            rows.Add(_part.AsSpan(0, length));
            parts.Add(await AddAsync($"{name}.{parts.Count + 1:0000}", _part.AsMemory(0, length), cancellationToken));
        }

        return parts;
    }

    public async Task<BackupPart> AddAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await using var stream = new MemoryStream(content.ToArray(), writable: false);
        var entry = new UstarTarEntry(TarEntryType.RegularFile, name)
        {
            DataStream = stream, ModificationTime = _time, Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        await _tar.WriteEntryAsync(entry, cancellationToken);
        return new BackupPart(name, content.Length, Convert.ToHexStringLower(SHA256.HashData(content.Span)));
    }

    /// <summary>Only now is there a backup.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await _tar.DisposeAsync();
        await _file.FlushAsync(cancellationToken);
        _file.Flush(flushToDisk: true);
        await _file.DisposeAsync();
        File.Move(PartOf(_path), _path, overwrite: true);
    }

    public async ValueTask DisposeAsync()
    {
        if (_file.CanWrite)
        {
            // What was begun and not completed is of no use to anybody. Closing it writes what the full disk refuses again.
            try
            {
                await _file.DisposeAsync();
            }
            catch (IOException)
            {
            }

            File.Delete(PartOf(_path));
        }
    }

    private static string PartOf(string path) => path + ".part";
}
