namespace Monitor.Web.Hosting;

/// <summary>
/// PostgreSQL refuses to run as root. Where the application is root, the server runs as an unprivileged account instead; elsewhere it runs as
/// the application's own.
/// </summary>
internal sealed record PostgresAccount(string Name, int UserId, int GroupId)
{
    /// <summary>Null: no other account is needed.</summary>
    public static PostgresAccount? Choose()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return null;
        }

        var accounts = File.ReadLines("/etc/passwd").Select(l => l.Split(':')).Where(p => p.Length > 3).ToLookup(p => p[0]);
        var chosen = accounts["postgres"].Concat(accounts["nobody"]).FirstOrDefault()
            ?? throw new StartupException(
                "PostgreSQL does not run as root, and this system has neither a user `postgres` nor `nobody`. Start Monitor as an ordinary user.",
                "database not starting");
        return new PostgresAccount(chosen[0], int.Parse(chosen[2]), int.Parse(chosen[3]));
    }

    public IReadOnlyList<string> Command(IEnumerable<string> command) =>
        ["setpriv", $"--reuid={UserId}", $"--regid={GroupId}", "--clear-groups", "--", .. command];

    public async Task OwnAsync(string path, CancellationToken cancellationToken) =>
        await ChildProcess.RunAsync(["chown", "-R", $"{UserId}:{GroupId}", path], TimeSpan.FromMinutes(5), cancellationToken);

    /// <summary>Whether every folder above the path lets this account pass.</summary>
    public async Task<bool> ReachesAsync(string path, CancellationToken cancellationToken) =>
        (await ChildProcess.RunAsync(Command(["test", "-x", path]), TimeSpan.FromSeconds(10), cancellationToken)).Succeeded;
}
