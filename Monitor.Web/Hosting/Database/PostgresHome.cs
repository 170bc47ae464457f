using System.Security.Cryptography;
using System.Text;

namespace Monitor.Web.Hosting;

/// <summary>Where one embedded PostgreSQL lives. The socket has a short folder of its own, because a socket's path may not exceed 107 bytes.</summary>
internal sealed record PostgresHome(string Root, string Socket, PostgresBinaries Binaries)
{
    public string Cluster => Path.Combine(Root, "cluster");

    public string Log => Path.Combine(Root, "server.log");

    public static async Task<PostgresHome> PrepareAsync(
        string data, PostgresBinaries binaries, PostgresAccount? account, Action<string> say, CancellationToken cancellationToken)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(data)))[..12];
        var root = Path.Combine(data, "postgres");
        if (account is not null && !await account.ReachesAsync(data, cancellationToken))
        {
            if (File.Exists(Path.Combine(root, "cluster", "PG_VERSION")))
            {
                throw new StartupException(
                    $"The database is in {root}, but the user {account.Name}, as whom PostgreSQL runs, may no longer enter that folder. Give it back with `chmod a+x` on {data} and the folders above it.",
                    "database not starting");
            }

            root = Path.Combine("/var/lib/monitor", id);
            say($"The user {account.Name}, as whom PostgreSQL runs, may not enter {data}: the database is kept in {root}.");
            SetAsideForeign(data, root, say);
        }

        if (account is not null && !await account.ReachesAsync(binaries.Executable("postgres"), cancellationToken))
        {
            binaries = CopyBinaries(binaries);
        }

        var home = new PostgresHome(root, SocketFolder(id), binaries);
        foreach (var folder in new[] { home.Root, home.Socket })
        {
            Directory.CreateDirectory(folder);
            if (account is not null)
            {
                await account.OwnAsync(folder, cancellationToken);
            }

            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        return home;
    }

    private static string SocketFolder(string id)
    {
        if (OperatingSystem.IsWindows())
        {
            return Path.Combine(Path.GetTempPath(), "monitor-" + id);
        }

        // Not below a folder that every user may write to, where there is another one: nobody else can then have made the folder before us.
        var runtime = Environment.IsPrivilegedProcess ? "/run" : Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        return Directory.Exists(runtime) ? Path.Combine(runtime, "monitor-" + id) : $"/tmp/monitor-{Environment.UserName}-{id}";
    }

    /// <summary>A data folder that was deleted and made again must not find the old database, whose passwords went with the folder.</summary>
    private static void SetAsideForeign(string data, string root, Action<string> say)
    {
        if (!Directory.Exists(root) || File.Exists(PostgresSecrets.PathOf(data, PostgresSecrets.Superuser)))
        {
            return;
        }

        var aside = Enumerable.Range(1, int.MaxValue).Select(n => $"{root}.old-{n}").First(p => !Directory.Exists(p));
        Directory.Move(root, aside);
        say($"The database of an earlier data folder at this place was set aside as {aside}; delete it when it is not needed.");
    }

    private static PostgresBinaries CopyBinaries(PostgresBinaries binaries)
    {
        var server = new FileInfo(binaries.Executable("postgres"));
        var target = $"/var/lib/monitor/postgresql-{server.Length}-{server.LastWriteTimeUtc.Ticks}";
        if (!Directory.Exists(target))
        {
            var partial = $"{target}.{Guid.NewGuid():N}";
            Copy(new DirectoryInfo(binaries.Root), partial);
            try
            {
                Directory.Move(partial, target);
            }
            catch (IOException) when (Directory.Exists(target))
            {
                Directory.Delete(partial, recursive: true);
            }
        }

        return new PostgresBinaries(target);
    }

    private static void Copy(DirectoryInfo source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var entry in source.EnumerateFileSystemInfos())
        {
            var path = Path.Combine(target, entry.Name);
            if (entry.LinkTarget is { } link)
            {
                File.CreateSymbolicLink(path, link);
            }
            else if (entry is DirectoryInfo folder)
            {
                Copy(folder, path);
            }
            else
            {
                File.Copy(entry.FullName, path);
            }
        }
    }
}
