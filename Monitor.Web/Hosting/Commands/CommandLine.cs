using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Monitor.Web.Hosting;

/// <summary>The server's verbs. Without a verb it is `up`, which is how tests and service managers start it.</summary>
public static class CommandLine
{
    private static readonly string[] HostKeys = ["environment", "contentRoot", "applicationName", "urls"];

    public static async Task<int> RunAsync(string[] args, Product product)
    {
        var verbs = new RootCommand("Monitor: watches hosts, foresees trouble and opens tickets.") { Up(product), Token(product), Backtest(product), BackUp(), RestoreFrom(), Migrate() };
        if (args.Length == 0 || (args[0].StartsWith('-') && args[0] is not ("--help" or "-h" or "-?" or "--version")))
        {
            args = ["up", .. args];
        }

        // SIGINT and SIGTERM belong to the web host, which stops everything in order; the parser's own handling would cut that short.
        var invocation = new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false };
        try
        {
            return await verbs.Parse(args).InvokeAsync(invocation);
        }
        catch (Exception fault) when (StartupFault.Of(fault) is { } e)
        {
            await Console.Error.WriteLineAsync($"Monitor cannot start: {e.Message}\nMore in docs/troubleshooting.md, row \"{e.Row}\".");
            return 1;
        }
        catch (BackupException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static Command Up(Product product)
    {
        var port = new Option<int>("--port") { Description = "The port of the web pages and the agents.", DefaultValueFactory = _ => 5080 };
        var listen = new Option<string?>("--listen") { Description = "An address beyond loopback to serve with HTTPS, such as 0.0.0.0." };
        var noAgent = new Option<bool>("--no-agent") { Description = "Do not watch this machine." };
        var data = DataOption();
        var demo = new Option<bool>("--demo") { Description = "Fill an empty database with generated hosts, marked DEMO." };
        var command = new Command("up", "Starts the server.") { port, listen, noAgent, data, demo };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new UpOptions(
                parsed.GetValue(port), parsed.GetValue(listen), parsed.GetValue(noAgent), parsed.GetValue(data), parsed.GetValue(demo),
                Settings(parsed.UnmatchedTokens));
            return await UpCommand.RunAsync(options, product, cancellationToken);
        });
        return command;
    }

    private static Command Token(Product product)
    {
        var user = new Option<string>("--user") { Description = "Whose token it is.", Required = true };
        var scopes = new Option<string[]>("--scope") { Description = "What it may do; may be repeated.", AllowMultipleArgumentsPerToken = true };
        var days = new Option<int>("--days") { Description = "For how long it is valid.", DefaultValueFactory = _ => 90 };
        var data = DataOption();
        var create = new Command("create", "Makes an API token; it is printed alone on the last line.") { user, scopes, days, data };
        create.SetAction((parsed, cancellationToken) => ServiceCommand.RunAsync(parsed.GetValue(data), product, (services, stop) => product.CreateToken(
            services, parsed.GetRequiredValue(user), parsed.GetValue(scopes) ?? [], TimeSpan.FromDays(parsed.GetValue(days)), stop), cancellationToken));
        return new Command("token", "API tokens.") { create };
    }

    private static Command Backtest(Product product)
    {
        var rules = new Option<string>("--rules") { Description = "A file of rules as they are exported.", Required = true };
        var from = new Option<DateTimeOffset>("--from") { Description = "The beginning, such as 2026-11-01 or 2026-11-01T08:00Z; UTC where no zone is given.", Required = true, CustomParser = Moment };
        var to = new Option<DateTimeOffset?>("--to") { Description = "The end; now where it is not given.", CustomParser = r => Moment(r) };
        var data = DataOption();
        var ofRules = new Command("rules", "What the rules of a file would have done in stored history. Nothing is written or sent.") { rules, from, to, data };
        ofRules.SetAction((parsed, cancellationToken) => ServiceCommand.RunAsync(parsed.GetValue(data), product, (services, stop) => product.BacktestRules(
            services, Path.GetFullPath(parsed.GetRequiredValue(rules)), parsed.GetValue(from), parsed.GetValue(to) ?? TimeProvider.System.GetUtcNow(), stop), cancellationToken));
        return new Command("backtest", "Tries things on what was.") { ofRules, BacktestCommands.Forecast(product), BacktestCommands.Capacity(product), BacktestCommands.Detect(product), BacktestCommands.RootCause(product), BacktestCommands.Efficiency(product) };
    }

    private static DateTimeOffset Moment(ArgumentResult result)
    {
        if (DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at))
        {
            return at;
        }

        result.AddError($"`{result.Tokens[0].Value}` is no moment. Write 2026-11-01 or 2026-11-01T08:00Z.");
        return default;
    }

    private static Command BackUp() => OnFile(
        "backup", "Writes the whole database into one file, while the server runs or not.", "Where to write it; there must be no such file yet.", BackupCommand.RunAsync);

    private static Command RestoreFrom() => OnFile("restore", "Reads a backup into an empty database.", "A backup.", RestoreCommand.RunAsync);

    private static Command Migrate()
    {
        var command = new Command(MigrationProcess.Verb, "Changes the database for this version; `up` starts it where it is needed.") { Hidden = true };
        command.SetAction((_, cancellationToken) => MigrationProcess.ServeAsync(Console.In, Console.Out, cancellationToken));
        return command;
    }

    private static Command OnFile(string name, string says, string saysOfFile, Func<string, string?, CancellationToken, Task<int>> runAsync)
    {
        var file = new Argument<string>("FILE") { Description = saysOfFile };
        var data = DataOption();
        var command = new Command(name, says) { file, data };
        command.SetAction((parsed, cancellationToken) => runAsync(parsed.GetRequiredValue(file), parsed.GetValue(data), cancellationToken));
        return command;
    }

    private static Option<string?> DataOption() => new("--data") { Description = "Where embedded data, keys, logs and spool live." };

    /// <summary>Settings may stand on the command line as --Section:Key=value; anything else that is not an option is a mistake, and says so.</summary>
    private static string[] Settings(IReadOnlyList<string> tokens)
    {
        foreach (var token in tokens)
        {
            var key = token.StartsWith("--", StringComparison.Ordinal) ? token[2..].Split('=')[0] : "";
            if (!token.Contains('=') || !(key.Contains(':') || HostKeys.Contains(key) || key.FirstOrDefault() is >= 'A' and <= 'Z'))
            {
                throw new StartupException($"`{token}` is not an option. `./monitor up --help` lists them; settings are written --Section:Key=value.", "unknown option");
            }
        }

        return [.. tokens];
    }
}
