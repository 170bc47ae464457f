using System.Globalization;

namespace Monitor.Web.Hosting;

/// <summary>`restore FILE`: fills an empty database from a backup, and brings an older one up to this version. The server must not run meanwhile.</summary>
internal static class RestoreCommand
{
    public static async Task<int> RunAsync(string file, string? dataPath, CancellationToken cancellationToken)
    {
        var configuration = CommandSettings.Read(dataPath);
        var data = DataFolder.From(configuration);
        Directory.CreateDirectory(data.Path);
        await using var only = FileLock.Try(data.In("up.lock"))
            ?? throw new BackupException($"Monitor runs on {data.Path}. Stop it, or name a new data folder with --data.");
        var database = await DatabaseLocation.FindAsync(configuration, Console.WriteLine, cancellationToken);
        try
        {
            var manifest = await DatabaseRestore.ReadAsync(Path.GetFullPath(file), database.Owner, cancellationToken);
            await DatabaseMigration.RunAsync(database.Owner, database.Application, cancellationToken);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Restored {manifest.Tables.Sum(t => t.Rows):N0} rows of {manifest.Tables.Count} tables, as of {manifest.CreatedAt:yyyy-MM-dd HH:mm:ss}Z (Monitor {manifest.Product})."));
            Console.WriteLine($"Start it with `./monitor up`. {Keys(configuration, data, manifest)}");
            return 0;
        }
        finally
        {
            if (database.Embedded is { StartedHere: true } started)
            {
                await started.StopAsync(CancellationToken.None);
            }
        }
    }

    private static string Keys(IConfiguration configuration, DataFolder data, BackupManifest manifest)
    {
        var path = configuration["Keys:MasterKeyFile"] is { Length: > 0 } named ? named : Path.Combine(data.In("keys"), "master.key");
        return File.Exists(path)
            ? $"The backup's sessions need the master key {manifest.Keys.Master ?? "(none)"}; {path} is used."
            : $"Before that, copy keys/master.key ({manifest.Keys.Master ?? "(none)"}) of the old data folder to {path}: without it everybody has to sign in again.";
    }
}
