using System.Runtime.InteropServices;

namespace Monitor.Web.Hosting;

/// <summary>Where the agent's program is: published for this system, else as it was built beside the server.</summary>
internal static class AgentProgram
{
    private static string RuntimeId =>
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")
        + (RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "-arm64" : "-x64");

    /// <summary>The beginning of its command line; null when it was never built.</summary>
    public static IReadOnlyList<string>? Locate()
    {
        var published = Path.Combine(ProductHome.Path, "artifacts", "agent", RuntimeId, OperatingSystem.IsWindows() ? "Monitor.Agent.exe" : "Monitor.Agent");
        if (File.Exists(published))
        {
            return [published];
        }

        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";
        var built = Path.Combine(ProductHome.Path, "Monitor.Agent", "bin", configuration, "net10.0", "Monitor.Agent.dll");
        return File.Exists(built) ? [Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", built] : null;
    }
}
