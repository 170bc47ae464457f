using System.Globalization;
using Npgsql;

namespace Monitor.Web.Hosting;

/// <summary>The backup that the start makes by itself before it changes the schema of a database that holds data. The last three are kept.</summary>
internal sealed class SafetyBackup(DataFolder data, IConfiguration configuration, TimeProvider time, Action<string> say)
{
    public const string Setting = "Backup:BeforeMigration";

    private const int Kept = 3;

    private string Folder => data.In("backups");

    /// <summary>Called under the lock of the schema, with the migrations that are about to be applied.</summary>
    public async Task RunAsync(string ownerConnectionString, IReadOnlyList<string> pending, CancellationToken cancellationToken)
    {
        if (!configuration.GetValue(Setting, true))
        {
            say($"The database is changed by {pending.Count} migration(s) without a backup, because {Setting} is false.");
            return;
        }

        var path = Path.Combine(Folder, $"before-{pending[0]}.tar");
        say($"This version changes the database. Writing a backup of it first, to {path} ...");
        try
        {
            CreateFolder();
            await RefuseTooLittleRoomAsync(ownerConnectionString, cancellationToken);
            await Backup.WriteAsync(path, ownerConnectionString, time, cancellationToken);
        }
        catch (Exception e) when (e is BackupException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"the backup before the update failed: {e.Message.TrimEnd('.')}. Nothing was changed. Make room, or back it up by other means and start with --{Setting}=false.",
                "update failed", e);
        }

        foreach (var old in new DirectoryInfo(Folder).GetFiles("before-*.tar").OrderByDescending(f => f.LastWriteTimeUtc).Skip(Kept))
        {
            old.Delete();
        }

        say($"To go back: stop Monitor, install the version from before, and run `./monitor restore {path} --data NEW-FOLDER`; docs/operations.md, \"Going back\", has the steps.");
    }

    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Folder);
        }
        else
        {
            Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>A disk that a backup fills would stop the database beside it.</summary>
    private async Task RefuseTooLittleRoomAsync(string ownerConnectionString, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ownerConnectionString) { Pooling = false });
        await using var command = source.CreateCommand("SELECT pg_database_size(current_database())");
        var size = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        var room = new DriveInfo(Path.GetFullPath(Folder)).AvailableFreeSpace;
        if (room < size)
        {
            throw new BackupException(string.Create(
                CultureInfo.InvariantCulture, $"the database has {size / 1e9:0.0} GB, and there are {room / 1e9:0.0} GB of room in {Folder}"));
        }
    }
}
