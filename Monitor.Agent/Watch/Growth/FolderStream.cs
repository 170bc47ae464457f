using System.Runtime.InteropServices;
using Monitor.Agent.Actions;
using Monitor.Agent.Collectors.Linux;

namespace Monitor.Agent.Watch.Growth;

/// <summary>The entries of one open folder, as the kernel names them and without allocating: .NET would follow each link to see whether a folder is behind it.</summary>
internal sealed unsafe partial class FolderStream : IDisposable
{
    public const byte Unknown = 0;
    public const byte Folder = 4;
    public const byte Plain = 8;

    /// <summary>Of d_type and d_name in the form of 64-bit glibc and musl.</summary>
    private const int KindOffset = 18;
    private const int NameOffset = 19;

    /// <summary>Of the entry itself, not through a link, with what the kernel has and without mounting anything.</summary>
    private const int AsItLies = 0x100 | 0x800 | 0x4000;
    private const uint AllBasicFactsAndBirth = 0xFFF;

    private readonly nint _stream;
    private readonly int _file;
    private byte* _entry;

    private FolderStream(nint stream, int file) => (_stream, _file) = (stream, file);

    public byte Kind => _entry[KindOffset];

    public ReadOnlySpan<byte> Name => MemoryMarshal.CreateReadOnlySpanFromNullTerminated(_entry + NameOffset);

    /// <summary>Null where it is no folder, a link, gone or not for this user.</summary>
    public static FolderStream? TryOpen(ReadOnlySpan<byte> nullTerminatedPath)
    {
        fixed (byte* path = nullTerminatedPath)
        {
            var file = Posix.Open(path, FolderCalls.Folder);
            if (file < 0)
            {
                return null;
            }

            if (OpenStream(file) is var stream and not 0)
            {
                return new FolderStream(stream, file);
            }

            _ = Posix.Close(file);
            return null;
        }
    }

    /// <summary>False at the end. The folder itself and the one above it are no entries.</summary>
    public bool MoveNext()
    {
        do
        {
            _entry = ReadEntry(_stream);
        }
        while (_entry is not null && Name is [(byte)'.'] or [(byte)'.', (byte)'.']);
        return _entry is not null;
    }

    /// <summary>False where the entry is gone.</summary>
    public bool TryStat(out StatXBuffer facts)
    {
        fixed (StatXBuffer* buffer = &facts)
        {
            return StatX(_file, _entry + NameOffset, AsItLies, AllBasicFactsAndBirth, buffer) == 0;
        }
    }

    /// <summary>The device that the folder lies on.</summary>
    public (uint Major, uint Minor)? Device()
    {
        byte here = 0;
        StatXBuffer facts;
        return StatX(_file, &here, 0x1000, 0, &facts) == 0 ? (facts.DeviceMajor, facts.DeviceMinor) : null;
    }

    public void Dispose() => _ = CloseStream(_stream);

    [LibraryImport("libc", EntryPoint = "fdopendir")]
    private static partial nint OpenStream(int file);

    [LibraryImport("libc", EntryPoint = "readdir")]
    private static partial byte* ReadEntry(nint stream);

    [LibraryImport("libc", EntryPoint = "closedir")]
    private static partial int CloseStream(nint stream);

    [LibraryImport("libc", EntryPoint = "statx")]
    private static partial int StatX(int folder, byte* path, int flags, uint mask, StatXBuffer* facts);
}
