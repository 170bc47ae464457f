using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Monitor.Agent.Collectors.Linux;

/// <summary>The few calls into the C library that .NET has no word for, or none without allocating.</summary>
internal static unsafe partial class Posix
{
    private const int ReadOnlyCloseOnExec = 0x80000;
    private const int WithoutWaiting = 0x800;
    private const int ClockTicksName = 2;
    private const int ProcessorsOnlineName = 84;
    private const int PageOutAdvice = 21;
    private const int AtWorkingFolder = -100;
    private const int AtEmptyPath = 0x1000;
    private const uint AllBasicFactsBirthAndMount = 0x1FFF;

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

    /// <summary>
    /// Opens for reading and, other than .NET, takes no lock: a program that locks its own log is neither refused nor a hindrance. A pipe is not waited for. Invalid where
    /// it cannot be opened.
    /// </summary>
    public static SafeFileHandle OpenUnlocked(string path)
    {
        var bytes = Encoding.UTF8.GetBytes(path + '\0');
        fixed (byte* name = bytes)
        {
            return new SafeFileHandle(Open(name, ReadOnlyCloseOnExec | WithoutWaiting), ownsHandle: true);
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

    /// <summary>The facts of a file by its path, or of an open one; false where it is not there or may not be looked at.</summary>
    public static bool TryStat(string path, out StatXBuffer facts)
    {
        fixed (StatXBuffer* buffer = &facts)
        {
            return StatX(AtWorkingFolder, path, 0, AllBasicFactsBirthAndMount, buffer) == 0;
        }
    }

    public static bool TryStat(SafeFileHandle file, out StatXBuffer facts)
    {
        fixed (StatXBuffer* buffer = &facts)
        {
            return StatX((int)file.DangerousGetHandle(), "", AtEmptyPath, AllBasicFactsBirthAndMount, buffer) == 0;
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
    internal static partial int Open(byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int file, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "close")]
    internal static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MemoryAdvise(nuint address, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, StatXBuffer* facts);

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

/// <summary>What statx(2) says; the kernel gives it this form on every processor.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatXBuffer
{
    private const uint BirthKnown = 0x800;
    private const uint MountIdKnown = 0x1000;

    [FieldOffset(0)]
    public uint Known;

    [FieldOffset(20)]
    public uint Owner;

    [FieldOffset(28)]
    public ushort Mode;

    [FieldOffset(32)]
    public ulong Inode;

    [FieldOffset(40)]
    public ulong Size;

    /// <summary>Of 512 bytes, that it takes up.</summary>
    [FieldOffset(48)]
    public ulong Blocks;

    [FieldOffset(80)]
    public long BornSeconds;

    [FieldOffset(88)]
    public uint BornNanoseconds;

    [FieldOffset(112)]
    public long WrittenSeconds;

    [FieldOffset(120)]
    public uint WrittenNanoseconds;

    [FieldOffset(136)]
    public uint DeviceMajor;

    [FieldOffset(140)]
    public uint DeviceMinor;

    [FieldOffset(144)]
    public ulong MountId;

    /// <summary>Null where the file system does not know it.</summary>
    public readonly long? Born => (Known & BirthKnown) != 0 ? BornSeconds : null;

    /// <summary>Whether both lie in the same mount; a kernel before 5.8 knows no mounts, and the device stands for it.</summary>
    public readonly bool IsSameMount(in StatXBuffer other) =>
        DeviceMajor == other.DeviceMajor && DeviceMinor == other.DeviceMinor
        && ((Known & other.Known & MountIdKnown) == 0 || MountId == other.MountId);
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
