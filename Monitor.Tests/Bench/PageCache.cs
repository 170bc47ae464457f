using System.Runtime.InteropServices;

namespace Monitor.Tests.Bench;

/// <summary>Makes the kernel forget what it holds of files, so that the next read of them is one of the disk.</summary>
internal static class PageCache
{
    private const int DontNeed = 4;

    public static void Forget(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            RandomAccess.FlushToDisk(file); // what is not written yet is not forgotten
            _ = Advise((int)file.DangerousGetHandle(), 0, 0, DontNeed);
        }
    }

    [DllImport("libc", EntryPoint = "posix_fadvise")]
    private static extern int Advise(int file, long offset, long length, int advice);
}
