using System.Globalization;

namespace Monitor.Web.Hosting;

/// <summary>`backup FILE`: beside a running server as well as without one. It changes nothing, so any version's schema is backed up as it is.</summary>
internal static class BackupCommand
{
    public static async Task<int> RunAsync(string file, string? dataPath, CancellationToken cancellationToken)
    {
        var configuration = CommandSettings.Read(dataPath);
        var data = DataFolder.From(configuration);
        var path = Path.GetFullPath(file);
        if (Path.Exists(path))
        {
            throw new BackupException($"{path} is there already. Choose another name, such as monitor-{TimeProvider.System.GetUtcNow():yyyyMMdd-HHmm}.tar.");
        }

        var database = await DatabaseLocation.FindAsync(configuration, Console.WriteLine, cancellationToken);
        try
        {
            var manifest = await Backup.WriteAsync(path, database.Owner, TimeProvider.System, cancellationToken);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: {manifest.Tables.Sum(t => t.Rows):N0} rows of {manifest.Tables.Count} tables, {new FileInfo(path).Length / 1e6:N1} MB, as of {manifest.CreatedAt:yyyy-MM-dd HH:mm:ss}Z."));
            Console.WriteLine($"It does not hold what lies outside of the database. Keep a copy of {data.In("keys")} too, and keep it apart from this file.");
            return 0;
        }
        finally
        {
            await database.LeaveAsync(data);
        }
    }
}
