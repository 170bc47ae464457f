using Microsoft.Win32.SafeHandles;
using Monitor.Agent.Collectors.Linux;

namespace Monitor.Agent.Logs;

/// <summary>
/// Opens files for reading. What is no plain file is not opened, since a pipe would hold up everything; and nothing of the agent's own folder, where its key
/// lies: whoever may put a link into a folder of logs would else have it sent.
/// </summary>
internal sealed class FileOpener(string ownFolder)
{
    private readonly string _own = Path.TrimEndingDirectorySeparator(RealFolder(ownFolder)) + Path.DirectorySeparatorChar;

    /// <summary>Null where it cannot or may not be opened.</summary>
    /// <param name="path">The path that is followed.</param>
    /// <param name="name">The name that the file has now.</param>
    public TailedFile? TryOpen(string path, string name)
    {
        if (FileFacts.Of(name) is not { IsPlain: true })
        {
            return null;
        }

        SafeFileHandle? handle = null;
        try
        {
            handle = Open(name);

            // What is open now counts: the name may have passed on between the look and the opening.
            if (FileFacts.Of(handle, name) is { IsPlain: true } facts && !RealName(handle, name).StartsWith(_own, StringComparison.Ordinal))
            {
                return new TailedFile(path, facts.Id, handle);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has gone, or is not for this user: the next look tries again.
        }

        handle?.Dispose();
        return null;
    }

    /// <summary>Throws IOException or UnauthorizedAccessException where it may not be read.</summary>
    public static SafeFileHandle Open(string name)
    {
        if (!OperatingSystem.IsLinux())
        {
            return File.OpenHandle(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }

        var handle = Posix.OpenUnlocked(name);
        return handle.IsInvalid ? throw new IOException($"{name} cannot be opened for reading.") : handle;
    }

    /// <summary>As the names of open files say it: without links on the way. Of the folder itself, whatever lies in it and may not be read.</summary>
    private static string RealFolder(string folder)
    {
        if (!OperatingSystem.IsLinux() || !Directory.Exists(folder))
        {
            return Path.GetFullPath(folder);
        }

        using var handle = Open(folder);
        return RealName(handle, Path.GetFullPath(folder));
    }

    private static string RealName(SafeFileHandle handle, string name) =>
        OperatingSystem.IsLinux()
            ? File.ResolveLinkTarget($"/proc/self/fd/{handle.DangerousGetHandle()}", returnFinalTarget: false)?.FullName ?? name
            : File.ResolveLinkTarget(name, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(name);
}
