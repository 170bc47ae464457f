namespace Monitor.Web.Hosting;

/// <summary>Makes an empty cluster, under another name first: a start that was killed half-way leaves nothing that looks finished.</summary>
internal static class PostgresCluster
{
    public static async Task CreateAsync(PostgresHome home, PostgresAccount? account, string password, CancellationToken cancellationToken)
    {
        var partial = Path.Combine(home.Root, "cluster.new");
        if (Directory.Exists(partial))
        {
            Directory.Delete(partial, recursive: true);
        }

        if (Directory.Exists(home.Cluster))
        {
            throw new StartupException($"{home.Cluster} holds no PostgreSQL data, but it is in the way. Move it elsewhere.", "database not starting");
        }

        var passwordFile = Path.Combine(home.Root, "initial");
        SecretFile.Write(passwordFile, password);
        try
        {
            await RunAsync(home, account, partial, passwordFile, cancellationToken);
        }
        finally
        {
            File.Delete(passwordFile);
        }

        await File.AppendAllTextAsync(Path.Combine(partial, "postgresql.conf"), $"\ninclude '{PostgresSettings.FileName}'\n", cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(partial, PostgresSettings.FileName), "", cancellationToken);
        if (account is not null)
        {
            await account.OwnAsync(partial, cancellationToken);
        }

        Directory.Move(partial, home.Cluster);
    }

    private static async Task RunAsync(PostgresHome home, PostgresAccount? account, string target, string passwordFile, CancellationToken cancellationToken)
    {
        if (account is not null)
        {
            await account.OwnAsync(passwordFile, cancellationToken);
        }

        var initdb = home.Binaries.Executable("initdb");
        string[] command =
        [
            initdb, "-D", target, "-U", PostgresSecrets.Superuser, "--auth=scram-sha-256", $"--pwfile={passwordFile}", "-E", "UTF8", "--data-checksums",
            .. await LocaleAsync(initdb, cancellationToken),
        ];
        var outcome = await ChildProcess.RunAsync(account?.Command(command) ?? command, TimeSpan.FromMinutes(2), cancellationToken);
        if (!outcome.Succeeded)
        {
            throw new StartupException($"initdb could not make a database in {target}: {outcome.Output}", "database not starting");
        }
    }

    /// <summary>The builtin provider sorts the same everywhere and came with PostgreSQL 17; an older server is only met in tests.</summary>
    private static async Task<string[]> LocaleAsync(string initdb, CancellationToken cancellationToken)
    {
        var version = (await ChildProcess.RunAsync([initdb, "--version"], TimeSpan.FromSeconds(30), cancellationToken)).Output;
        var number = version.Split(' ').Select(w => w.Split('.')[0]).Select(w => int.TryParse(w, out var n) ? n : 0).FirstOrDefault(n => n > 0);
        return number is > 0 and < 17 ? ["--locale=C.UTF-8"] : ["--locale-provider=builtin", "--locale=C.UTF-8"];
    }
}
