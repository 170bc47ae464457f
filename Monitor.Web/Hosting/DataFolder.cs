namespace Monitor.Web.Hosting;

/// <summary>Where embedded data, keys, logs and spool live.</summary>
public sealed record DataFolder(string Path)
{
    public const string Key = "Data";

    public string Logs => System.IO.Path.Combine(Path, "logs");

    public string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>`--data`, else MONITOR_DATA, else data/ in the folder that holds the script.</summary>
    public static DataFolder From(IConfiguration configuration)
    {
        var chosen = configuration[Key] ?? Environment.GetEnvironmentVariable("MONITOR_DATA");
        return new DataFolder(System.IO.Path.GetFullPath(string.IsNullOrWhiteSpace(chosen) ? System.IO.Path.Combine(ProductHome.Path, "data") : chosen));
    }
}
