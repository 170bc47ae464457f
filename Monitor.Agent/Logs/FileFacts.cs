using Microsoft.Win32.SafeHandles;
using Monitor.Agent.Collectors.Linux;

namespace Monitor.Agent.Logs;

/// <summary>Which file it is, whatever its name: device and inode. Where a system has no such numbers, the moment of its creation.</summary>
internal readonly record struct FileId(ulong Device, ulong Inode);

internal readonly record struct FileFacts(FileId Id, long Size, DateTimeOffset Written, DateTimeOffset Born, bool IsPlain)
{
    private const int KindMask = 0xF000;
    private const int PlainFile = 0x8000;

    /// <summary>Null where there is no such file, or it may not be looked at. Links are followed.</summary>
    public static FileFacts? Of(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            return Posix.TryStat(path, out var facts) ? From(facts) : null;
        }

        var file = new FileInfo(path);
        return file.Exists
            ? new FileFacts(new FileId(0, (ulong)file.CreationTimeUtc.Ticks), file.Length, file.LastWriteTimeUtc, file.CreationTimeUtc, IsPlain: true)
            : null;
    }

    /// <summary>Of an open file, whose name may have gone to another one.</summary>
    public static FileFacts? Of(SafeFileHandle file, string path) =>
        !OperatingSystem.IsLinux() ? Of(path) : Posix.TryStat(file, out var facts) ? From(facts) : null;

    private static FileFacts From(in StatXBuffer facts) => new(
        new FileId(((ulong)facts.DeviceMajor << 32) | facts.DeviceMinor, facts.Inode), (long)facts.Size,
        DateTimeOffset.FromUnixTimeSeconds(facts.WrittenSeconds).AddTicks(facts.WrittenNanoseconds / 100),
        DateTimeOffset.FromUnixTimeSeconds(facts.BornSeconds).AddTicks(facts.BornNanoseconds / 100), (facts.Mode & KindMask) == PlainFile);
}
