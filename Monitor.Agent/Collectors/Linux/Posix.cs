using System.Runtime.InteropServices;

namespace Monitor.Agent.Collectors.Linux;

/// <summary>The few calls into the C library that .NET has no word for, or none without allocating.</summary>
internal static unsafe partial class Posix
{
    private const int ReadOnlyCloseOnExec = 0x80000;
    private const int ClockTicksName = 2;
    private const int ProcessorsOnlineName = 84;
    private const int PageOutAdvice = 21;

    /// <summary>Reads a small file whole, as far as it fits; -1 where it cannot be read.</summary>
    public static int ReadFile(ReadOnlySpan<byte> nullTerminatedPath, Span<byte> into)
    {
        fixed (byte* path = nullTerminatedPath)
        fixed (byte* buffer = into)
        {
            var file = Open(path, ReadOnlyCloseOnExec);
            if (file < 0)
            {
                return -1;
            }

            var length = (int)Read(file, buffer, (nuint)into.Length);
            _ = Close(file);
            return length;
        }
    }

    /// <summary>Null where the path cannot be asked.</summary>
    public static FileSystemUse? FileSystem(byte[] nullTerminatedPath)
    {
        StatVfsBuffer buffer;
        fixed (byte* path = nullTerminatedPath)
        {
            return StatVfs(path, &buffer) == 0
                ? new FileSystemUse(buffer.FragmentSize, buffer.Blocks, buffer.FreeBlocks, buffer.AvailableBlocks, buffer.Files, buffer.FreeFiles)
                : null;
        }
    }

    /// <summary>Asks the kernel to take these pages back; what it will not take, it leaves.</summary>
    public static void PageOut(nuint start, nuint length) => _ = MemoryAdvise(start, length, PageOutAdvice);

    /// <summary>Free memory of the native allocator goes back to the system. Only glibc has such a call.</summary>
    public static void TrimAllocator()
    {
        try
        {
            _ = MallocTrim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, which keeps less.
        }
    }

    public static long ClockTicksPerSecond => SysConf(ClockTicksName) is > 0 and var ticks ? ticks : 100;

    /// <summary>Of the whole machine; -1 where it is not known.</summary>
    public static long ProcessorsOnline => SysConf(ProcessorsOnlineName);

    public static uint UserId => GetEffectiveUserId();

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUserId();

    [LibraryImport("libc", EntryPoint = "statvfs")]
    private static partial int StatVfs(byte* path, StatVfsBuffer* buffer);

    [LibraryImport("libc", EntryPoint = "open")]
    private static partial int Open(byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int file, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MemoryAdvise(nuint address, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint keep);

    [LibraryImport("libc", EntryPoint = "sysconf")]
    private static partial long SysConf(int name);

    /// <summary>The layout of 64-bit glibc and musl (the only ones the agent is published for), with room to spare behind it.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private struct StatVfsBuffer
    {
        public ulong BlockSize, FragmentSize, Blocks, FreeBlocks, AvailableBlocks, Files, FreeFiles;
    }
}

/// <summary>What statvfs(3) says, in blocks and files, with the sums that df makes of it.</summary>
internal readonly record struct FileSystemUse(
    ulong BlockBytes, ulong Blocks, ulong FreeBlocks, ulong AvailableBlocks, ulong Files, ulong FreeFiles)
{
    public double TotalBytes => (double)Blocks * BlockBytes;

    public double UsedBytes => (double)(Blocks - FreeBlocks) * BlockBytes;

    /// <summary>What an ordinary user may still write: the reserve of root is neither used nor free, as in df.</summary>
    public double FreeBytes => (double)AvailableBlocks * BlockBytes;

    public double UsedPercent => PercentShare.Of(UsedBytes, UsedBytes + FreeBytes);

    /// <summary>Missing for a file system that counts no inodes, such as btrfs.</summary>
    public double InodesUsedPercent => Files >= FreeFiles ? PercentShare.Of(Files - FreeFiles, Files) : double.NaN;
}
