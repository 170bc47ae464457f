using System.Globalization;

namespace Monitor.Web.Detection.Backtests;

/// <summary>What one kind of files came to: how many there were, their rows and alarms, and the processor time.</summary>
internal sealed class DetectTally
{
    public int Files { get; private set; }

    public int Rows { get; private set; }

    public int Alarms { get; private set; }

    public TimeSpan Spent { get; private set; }

    public void Add(Func<(int Rows, int Alarms)> judge)
    {
        var before = Environment.CpuUsage.TotalTime;
        var (rows, alarms) = judge();
        Spent += Environment.CpuUsage.TotalTime - before;
        (Files, Rows, Alarms) = (Files + 1, Rows + rows, Alarms + alarms);
    }

    /// <summary>Such as `350 rows of 3 series: 2 alarms, 4.1 us of CPU a row`; nothing where there were no files.</summary>
    /// <param name="one">The name of one file.</param>
    /// <param name="many">Of several.</param>
    public string Say(string one, string many) => Files == 0
        ? ""
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{Rows} rows of {Files} {(Files == 1 ? one : many)}: {Alarms} {(Alarms == 1 ? "alarm" : "alarms")}, {Spent.TotalMicroseconds / Math.Max(1, Rows):0.0} us of CPU a row");
}
