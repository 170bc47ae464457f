using System.Numerics;
using Microsoft.Win32.SafeHandles;

namespace Monitor.Agent.Logs;

/// <summary>An open file that is read on, whatever becomes of its name.</summary>
internal sealed class TailedFile(string path, FileId id, SafeFileHandle handle) : IDisposable
{
    private const int MostStart = 1024;

    private int _startLength;
    private uint _startChecksum;

    public FileId Id => id;

    /// <summary>Up to where it was read.</summary>
    public long Offset { get; set; }

    /// <summary>A line was too long, and the offset lies within it.</summary>
    public bool IsInLine { get; set; }

    /// <summary>Its size when there was no whole line left in it; -1 where that is to be seen.</summary>
    public long ReadAtSize { get; set; } = -1;

    /// <summary>On the monotonic clock: when something was read last, and when the name passed on to another file.</summary>
    public long ReadAt { get; set; }

    public long RotatedAt { get; set; }

    public long Size => RandomAccess.GetLength(handle);

    public int Read(Span<byte> into, long offset) => RandomAccess.Read(handle, into, offset);

    /// <summary>Behind what is there now.</summary>
    public void GoToEnd()
    {
        Offset = Size;
        Span<byte> last = stackalloc byte[1];
        IsInLine = Offset > 0 && Read(last, Offset - 1) == 1 && last[0] != (byte)'\n';
        Remember();
    }

    public void GoTo(FilePosition position)
    {
        (Offset, IsInLine) = (position.Offset, position.IsInLine);
        (_startLength, _startChecksum) = (position.StartLength, position.StartChecksum);
    }

    /// <summary>The file was emptied, or written anew.</summary>
    public void BeginAgain() => (Offset, IsInLine, ReadAtSize, _startLength, _startChecksum) = (0, false, -1, 0, 0);

    /// <summary>Takes down how the file begins, as far as it was read. Called right after reading: later the beginning may be another.</summary>
    public void Remember()
    {
        var length = (int)Math.Min(MostStart, Offset);
        if (length > _startLength)
        {
            (_startLength, _startChecksum) = (length, StartChecksum(length));
        }
    }

    /// <summary>Whether it has what was read up to that position: it is the same file, or a copy of it.</summary>
    public bool Holds(FilePosition position) =>
        Size >= position.Offset && (position.StartLength == 0 || StartChecksum(position.StartLength) == position.StartChecksum);

    /// <summary>Whether what was read of it is still there.</summary>
    public bool IsUnchanged() => Size >= Offset && (_startLength == 0 || StartChecksum(_startLength) == _startChecksum);

    public FilePosition Position(long offset, bool isInLine) => new()
    {
        Path = path, Device = id.Device, Inode = id.Inode, Offset = offset, IsInLine = isInLine, StartLength = _startLength, StartChecksum = _startChecksum,
    };

    public void Dispose() => handle.Dispose();

    private uint StartChecksum(int length)
    {
        Span<byte> start = stackalloc byte[MostStart];
        var read = 0;
        while (read < length && Read(start[read..length], read) is > 0 and var more)
        {
            read += more;
        }

        var checksum = (uint)read;
        foreach (var one in start[..read])
        {
            checksum = BitOperations.Crc32C(checksum, one);
        }

        return checksum;
    }
}
