using System.Globalization;
using Monitor.Domain.RootCause.Ranking;
using Monitor.Web.Hosting;

namespace Monitor.Web.RootCause.Backtests;

/// <summary>
/// `backtest rootcause`: which cause each case of a folder would have been given. Cases of services lie in folders with `targets.json`, `graph.csv` and `normal.csv`; events inside hosts are
/// listed in `cases.json`. Names of files and cases carry no meaning. An event is judged from rows up to its end.
/// </summary>
public static class RootCauseBacktest
{
    /// <summary>Throws <see cref="ArgumentException"/> for input that cannot be read, with what to do.</summary>
    public static string Run(string input, string output, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(input))
        {
            throw new ArgumentException($"There is no folder {input}. Give the folder of the cases with --input.");
        }

        var (services, hosts, none, before) = (0, 0, 0, Environment.CpuUsage.TotalTime);
        BacktestOutput.Write(output, writer =>
        {
            writer.WriteLine("case,rank,candidate,confidence");
            foreach (var (name, cause) in ServiceCases.AllBelow(input))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var ranking = CauseRanker.Rank(cause);
                var nodes = ranking.Nodes.Select(n => n.Node);
                Write(writer, name, ranking.IsCredible ? nodes : nodes.Prepend("none"), ranking.Confidence);
                none += ranking.IsCredible ? 0 : 1;
                services++;
            }

            foreach (var (name, series, step) in HostCases.AllBelow(input))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var ranked = CauseRanker.RankSeries(series, step);
                Write(writer, name, ranked.Count > 0 ? ranked.Select(s => series[s.Index].Statistic) : ["none"], CauseRanker.ConfidenceOf(ranked));
                hosts++;
            }

            if (services + hosts == 0)
            {
                throw new ArgumentException(
                    $"There are no cases below {input}: neither a targets.json with graph.csv and normal.csv beside it nor a cases.json. Their form is in docs/root-cause-backtest.md.");
            }
        });
        var spent = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{services} cases of services, {none} of them without a credible cause, and {hosts} events inside hosts, {spent / (services + hosts):0.0} ms of CPU a case. {output}");
    }

    private static void Write(TextWriter writer, string name, IEnumerable<string> candidates, double confidence)
    {
        foreach (var (index, candidate) in candidates.Index())
        {
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{Field(name)},{index + 1},{Field(candidate)},{(index == 0 ? BacktestOutput.Number(Math.Round(confidence, 4)) : "")}"));
        }
    }

    private static string Field(string text) => text.AsSpan().ContainsAny(",\"\n\r") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
