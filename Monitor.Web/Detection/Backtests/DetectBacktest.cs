using Monitor.Domain.Detection;
using Monitor.Domain.Detection.Series;
using Monitor.Web.Forecasting.Backtests;
using Monitor.Web.Hosting;

namespace Monitor.Web.Detection.Backtests;

/// <summary>
/// `backtest detect`: what the detectors would have said of each row of CSV files, from earlier rows only. A file of one series gives the same relative path
/// with a score and the alarms; a pair `NAME_train.csv`, `NAME_test.csv` of many columns gives `NAME.csv`. Names carry no meaning beyond that.
/// </summary>
public static class DetectBacktest
{
    private const string Train = "_train.csv";
    private const string Test = "_test.csv";

    /// <summary>Throws <see cref="ArgumentException"/> for input that cannot be read, with what to do.</summary>
    public static string Run(string input, string output, string preset, CancellationToken cancellationToken)
    {
        var wanted = Enum.TryParse<DetectionPreset>(preset, ignoreCase: true, out var known) && Enum.IsDefined(known)
            ? known
            : throw new ArgumentException($"There is no preset `{preset}`. There are quiet and sensitive.");
        var (series, hosts) = (new DetectTally(), new DetectTally());
        foreach (var file in SeriesFile.AllBelow(input))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = Path.Combine(input, file.Relative);
            if (PartnerOf(path, Test, Train) is { } train)
            {
                hosts.Add(() => HostBacktest.Run(train, path, Path.Combine(output, file.Relative[..^Test.Length] + ".csv"), wanted));
            }
            else if (PartnerOf(path, Train, Test) is null && file.HasSeries)
            {
                series.Add(() => Judge(file, path, Path.Combine(output, file.Relative), wanted));
            }
        }

        string[] told = [series.Say("series", "series"), hosts.Say("host", "hosts")];
        return series.Files + hosts.Files > 0
            ? $"At {preset}: {string.Join("; ", told.Where(t => t.Length > 0))}. {output}"
            : throw new ArgumentException($"No file below {input} has a series: a first line `timestamp,value`, then a row per time.");
    }

    private static string? PartnerOf(string path, string end, string partnersEnd) =>
        path.EndsWith(end, StringComparison.Ordinal) && File.Exists(path[..^end.Length] + partnersEnd) ? path[..^end.Length] + partnersEnd : null;

    private static (int Rows, int Alarms) Judge(SeriesFile file, string path, string output, DetectionPreset preset)
    {
        if (file.Columns.Count != 1)
        {
            throw new ArgumentException($"{path} has {file.Columns.Count} columns after the time. Give each series a file `timestamp,value`, or a host a pair NAME{Train} and NAME{Test}.");
        }

        var (times, values, alarms) = (file.Times, file.Read(file.Columns[0]), 0);
        var detector = new SeriesDetector(preset);
        BacktestOutput.Write(output, writer =>
        {
            writer.WriteLine("timestamp,value,score,is_anomaly");
            foreach (var (row, line) in File.ReadLines(path).Skip(1).Take(times.Length).Index())
            {
                var reading = detector.Observe(DateTimeOffset.FromUnixTimeSeconds(times[row]), values[row]);
                alarms += reading.IsOnset ? 1 : 0;
                var fields = line.Split(',');
                writer.WriteLine($"{fields[0]},{(fields.Length > 1 ? fields[1] : "")},{BacktestOutput.Number(reading.Score)},{(reading.IsOnset ? 1 : 0)}");
            }
        });
        return (times.Length, alarms);
    }
}
