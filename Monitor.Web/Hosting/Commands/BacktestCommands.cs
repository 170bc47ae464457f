using System.CommandLine;

namespace Monitor.Web.Hosting;

/// <summary>The verbs that try models on files: they need neither database nor server.</summary>
internal static class BacktestCommands
{
    public static Command Forecast(Product product)
    {
        var input = Input("The folder of the CSV files: a first column of times, then a column per series.");
        var origins = new Option<string>("--origins") { Description = "A JSON file: which series to forecast from which moments.", Required = true };
        var output = Output();
        var model = new Option<string>("--model") { Description = "Which model forecasts, such as last, seasonal_naive or linear.", DefaultValueFactory = _ => "blend" };
        var max = new Option<double?>("--max") { Description = "The largest value that is possible; without it the range is open above." };
        var command = new Command("forecast", "Forecasts series of files from moments of their past, each from earlier rows only.") { input, origins, output, model, max, Unused() };
        command.SetAction((parsed, cancellationToken) => RunAsync(() => product.BacktestForecast(
            Path.GetFullPath(parsed.GetRequiredValue(input)), Path.GetFullPath(parsed.GetRequiredValue(origins)), Path.GetFullPath(parsed.GetRequiredValue(output)),
            parsed.GetRequiredValue(model), parsed.GetValue(max), cancellationToken)));
        return command;
    }

    public static Command Capacity(Product product)
    {
        var input = Input("The folder of the CSV files: `unix,value`, a series each.");
        var limit = new Option<double>("--limit") { Description = "The value that must not be reached.", DefaultValueFactory = _ => 90 };
        var output = Output();
        var command = new Command("capacity", "In how many hours each series reaches a limit, for every full hour of its past, from earlier rows only.") { input, limit, output, Unused() };
        command.SetAction((parsed, cancellationToken) => RunAsync(() => product.BacktestCapacity(
            Path.GetFullPath(parsed.GetRequiredValue(input)), parsed.GetValue(limit), Path.GetFullPath(parsed.GetRequiredValue(output)), cancellationToken)));
        return command;
    }

    public static Command Detect(Product product)
    {
        var input = Input("The folder of the CSV files: `timestamp,value`, a series each, or a host's pair NAME_train.csv and NAME_test.csv.");
        var output = new Option<string>("--output") { Description = "The folder to write below; each file keeps its relative path.", Required = true };
        var preset = new Option<string>("--preset") { Description = "quiet or sensitive.", DefaultValueFactory = _ => "quiet" };
        var command = new Command("detect", "Where the detectors would have alarmed in series of files, each row from earlier rows only.") { input, output, preset, Unused() };
        command.SetAction((parsed, cancellationToken) => RunAsync(() => product.BacktestDetect(
            Path.GetFullPath(parsed.GetRequiredValue(input)), Path.GetFullPath(parsed.GetRequiredValue(output)), parsed.GetRequiredValue(preset), cancellationToken)));
        return command;
    }

    public static Command RootCause(Product product)
    {
        var input = Input("The folder of the cases: targets.json, graph.csv and normal.csv in folders of services, cases.json for events inside hosts.");
        var output = Output();
        var command = new Command("rootcause", "Which cause each case of a folder would have been given, and how sure that is.") { input, output, Unused() };
        command.SetAction((parsed, cancellationToken) => RunAsync(() => product.BacktestRootCause(
            Path.GetFullPath(parsed.GetRequiredValue(input)), Path.GetFullPath(parsed.GetRequiredValue(output)), cancellationToken)));
        return command;
    }

    public static Command Efficiency(Product product)
    {
        var input = Input("The folder of the CSV files: two months of CPU in percent, a machine in each column or in each file with a column `cpu_pct`.");
        var output = Output();
        var command = new Command("efficiency", "Which sizes would have been proposed for machines after their first month, and whether the second one bore that out.") { input, output, Unused() };
        command.SetAction((parsed, cancellationToken) => RunAsync(() => product.BacktestEfficiency(
            Path.GetFullPath(parsed.GetRequiredValue(input)), Path.GetFullPath(parsed.GetRequiredValue(output)), cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(Func<string> act)
    {
        try
        {
            Console.WriteLine(act());
            return 0;
        }
        catch (ArgumentException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static Option<string> Input(string says) => new("--input") { Description = says, Required = true };

    private static Option<string> Output() => new("--output") { Description = "The CSV file to write.", Required = true };

    /// <summary>Every command takes it; these have no use for it.</summary>
    private static Option<string?> Unused() => new("--data") { Hidden = true };
}
