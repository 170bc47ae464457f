using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Monitor.Agent.Delivery;

/// <summary>One file of the spool. Only the newest is appended to; of the others only the state bytes change.</summary>
internal sealed class SpoolSegment(string folder, int number) : IDisposable
{
    private const string Ending = ".seg";
    private SafeFileHandle? _handle;

    public int Number => number;

    public string Path { get; } = System.IO.Path.Combine(folder, number.ToString("D8", CultureInfo.InvariantCulture) + Ending);

    public long Length { get; private set; }

    public int Pending { get; set; }

    /// <summary>When it could last not be read; null while it can.</summary>
    public long? TroubleAt { get; set; }

    /// <summary>How often it could not be read, one after another.</summary>
    public int Troubles { get; set; }

    public static bool TryNumber(string path, out int number) =>
        int.TryParse(System.IO.Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;

    public static string[] FilesIn(string folder) => Directory.GetFiles(folder, "*" + Ending);

    public void Create() => _handle = File.OpenHandle(Path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);

    public byte[] OpenAndRead()
    {
        var bytes = File.ReadAllBytes(Path);
        Length = bytes.Length;
        return bytes;
    }

    /// <summary>Writes at the end and makes it last. Throws and takes the bytes back where either fails.</summary>
    public void Append(ReadOnlySpan<byte> record, Action<SafeFileHandle> flushToDisk)
    {
        var handle = Handle();
        try
        {
            RandomAccess.Write(handle, record, Length);
            flushToDisk(handle);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TryTruncate(handle);
            throw;
        }

        Length += record.Length;
    }

    public int Read(Span<byte> into, long offset) => RandomAccess.Read(Handle(), into, offset);

    public void MarkDone(long offset) => RandomAccess.Write(Handle(), [SpoolRecord.Done], offset + SpoolRecord.StateOffset);

    public void Delete()
    {
        Dispose();
        File.Delete(Path);
    }

    public void Dispose()
    {
        _handle?.Dispose();
        _handle = null;
    }

    private SafeFileHandle Handle() =>
        _handle ??= File.OpenHandle(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);

    private void TryTruncate(SafeFileHandle handle)
    {
        try
        {
            RandomAccess.SetLength(handle, Length);
        }
        catch (IOException)
        {
            // A reader steps over the torn rest.
        }
    }
}
