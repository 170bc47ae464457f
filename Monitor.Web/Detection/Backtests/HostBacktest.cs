using System.Globalization;
using Monitor.Domain.Detection;
using Monitor.Domain.Detection.Hosts;
using Monitor.Web.Hosting;

namespace Monitor.Web.Detection.Backtests;

/// <summary>
/// `backtest detect` for a pair of files of many columns: a host model is learned from the first, then each row of the second is judged from it and the rows before. The files
/// name no times: a row is a day's 288th part, unless days of another length fit the first file clearly better.
/// </summary>
internal static class HostBacktest
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes `row,score,is_anomaly,top_dims` and returns how many rows and onsets; an <see cref="ArgumentException"/> says what is wrong with a file.</summary>
    public static (int Rows, int Alarms) Run(string trainPath, string testPath, string outputPath, DetectionPreset preset)
    {
        var (train, test) = (WideFile.Read(trainPath), WideFile.Read(testPath));
        if (train.Columns != test.Columns)
        {
            throw new ArgumentException($"{trainPath} has {train.Columns} columns and {testPath} has {test.Columns}: a pair has the same columns in the same order.");
        }

        var step = TimeSpan.FromDays(1) / DayLength.Of(train);
        var model = HostModel.Train(new HostHistory(Start, step, train.Columns, train.Values))
            ?? throw new ArgumentException($"{trainPath} is too short to learn a host from: it takes {HostModel.LeastHistory.TotalDays:0} days of rows, half of them with values.");
        var detector = new HostDetector(model, preset);
        var alarms = 0;
        BacktestOutput.Write(outputPath, writer =>
        {
            writer.WriteLine("row,score,is_anomaly,top_dims");
            for (var row = 0; row < test.Rows; row++)
            {
                var reading = detector.Observe(Start + (step * (train.Rows + row)), test.Row(row));
                alarms += reading.IsOnset ? 1 : 0;
                writer.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{row},{BacktestOutput.Number(reading.Evidence)},{(reading.IsAnomalous ? 1 : 0)},{string.Join(' ', reading.Contributions.Select(c => c.Metric))}"));
            }
        });
        return (test.Rows, alarms);
    }
}
