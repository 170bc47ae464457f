using Monitor.Domain.Metrics;
using Monitor.Web.Logs.Mining;

namespace Monitor.Tests.Logs.Mining;

public sealed class HostMinutesTests
{
    [Fact]
    public void Minutes_that_are_older_than_what_was_told_are_not_kept()
    {
        var minutes = new HostMinutes(null);
        minutes.Add(3, LogMetrics.Lines, "a", 7);
        minutes.Add(9, LogMetrics.Lines, "a", 1);
        minutes.Told(8);
        Assert.Equal(0, Lines(minutes, 3));
        Assert.Equal(1, Lines(minutes, 9));
    }

    private static double Lines(HostMinutes minutes, long minute) => minutes.Close(minute, form => form).Where(s => s.Key.Metric == LogMetrics.Lines).Sum(s => s.Value);
}
