using Microsoft.Win32.SafeHandles;
using Monitor.Agent.Collectors.Linux;

namespace Monitor.Agent.Actions;

/// <summary>Files that count only because root alone can have written them.</summary>
internal static class RootFile
{
    private const int TypeMask = 0xF000;
    private const int Plain = 0x8000;
    private const int OthersWrite = 0x12; // 022
    private const int Executable = 0x49; // 0111
    private const int Sticky = 0x200; // 01000

    /// <summary>Opens it for reading, not through a link; null where that cannot be done.</summary>
    public static SafeFileHandle? Open(string path)
    {
        var handle = FolderCalls.Open(path, FolderCalls.ForReading);
        if (!handle.IsInvalid)
        {
            return handle;
        }

        handle.Dispose();
        return null;
    }

    /// <summary>Why the open file does not count; null where it does.</summary>
    public static string? Complaint(SafeFileHandle file) => Posix.TryStat(file, out var facts) ? Complaint(facts) : "it cannot be looked at";

    /// <summary>Why a program may not be run; null where it may.</summary>
    public static string? ProgramComplaint(string path) =>
        !Posix.TryStat(path, out var facts) ? $"{path} does not exist"
        : Complaint(facts) is { } complaint ? $"{path} is not run: {complaint}"
        : (facts.Mode & Executable) == 0 ? $"{path} is no program that can be run"
        : LooseFolder(path) is { } folder ? $"{path} is not run: others than root may put another in its place, in {folder} (chown root, chmod go-w)"
        : null;

    /// <summary>The folder on the way in which somebody else may exchange what root put there; null where there is none.</summary>
    private static string? LooseFolder(string path)
    {
        for (var folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (!Posix.TryStat(folder, out var facts) || facts.Owner != 0 || ((facts.Mode & OthersWrite) != 0 && (facts.Mode & Sticky) == 0))
            {
                return folder;
            }
        }

        return null;
    }

    private static string? Complaint(in StatXBuffer facts) =>
        (facts.Mode & TypeMask) != Plain ? "it is no plain file"
        : facts.Owner != 0 ? "it does not belong to root (chown root)"
        : (facts.Mode & OthersWrite) != 0 ? "others than its owner may write it (chmod go-w)"
        : null;
}
