using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitor.Agent.Actions;

/// <summary>Opening and deleting below an open folder, so that nobody can put a link into the way between the look and the act.</summary>
internal static partial class FolderCalls
{
    private const int WithoutWaitingCloseOnExec = 0x80800;

    private static readonly bool IsArm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;
    private static readonly int NoLink = IsArm ? 0x8000 : 0x20000;
    private static readonly int OnlyFolder = IsArm ? 0x4000 : 0x10000;

    /// <summary>A plain file, not through a link, without waiting for a pipe.</summary>
    public static readonly int ForReading = WithoutWaitingCloseOnExec | NoLink;

    /// <summary>A folder, not through a link.</summary>
    public static readonly int Folder = ForReading | OnlyFolder;

    /// <summary>Only to look at what it is: needs no right to read, opens no device, and of a link it is the link itself.</summary>
    public static readonly int ForLooking = 0x280000 | NoLink;

    /// <summary>Invalid where it cannot be opened.</summary>
    public static SafeFileHandle Open(string path, int flags) => new(OpenFile(path, flags), ownsHandle: true);

    /// <summary>A folder by its whole path, of which no part is a link, whoever may write on the way. Invalid where it cannot be opened.</summary>
    public static SafeFileHandle OpenFolder(string path)
    {
        var names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var at = Open("/", ForLooking | OnlyFolder);
        for (var i = 0; i < names.Length; i++)
        {
            using var above = at;
            at = OpenBelow(above, names[i], i == names.Length - 1 ? Folder : ForLooking | OnlyFolder);
        }

        return at;
    }

    /// <inheritdoc cref="Open"/>
    public static SafeFileHandle OpenBelow(SafeFileHandle folder, string name, int flags) => new(OpenAt((int)folder.DangerousGetHandle(), name, flags), ownsHandle: true);

    /// <summary>Takes the name away; false where it cannot be.</summary>
    public static bool Delete(SafeFileHandle folder, string name) => UnlinkAt((int)folder.DangerousGetHandle(), name, 0) == 0;

    /// <summary>The names in a folder that is open, whatever its path leads to by now.</summary>
    public static IEnumerable<string> Names(SafeFileHandle folder) =>
        Directory.EnumerateFileSystemEntries($"/proc/self/fd/{folder.DangerousGetHandle()}/", "*", new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true })
            .Select(p => p[(p.LastIndexOf('/') + 1)..]);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "openat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenAt(int folder, string name, int flags);

    [LibraryImport("libc", EntryPoint = "unlinkat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnlinkAt(int folder, string name, int flags);
}
