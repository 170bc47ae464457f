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

    [Fact]
    public void Lines_that_were_dropped_here_are_told_with_the_next_minute_where_another_server_told_this_one()
    {
        var minutes = new HostMinutes(null);
        minutes.Add(3, LogMetrics.Dropped, "", 7);
        minutes.Add(3, LogMetrics.Lines, "a", 5);
        minutes.Told(3, byAnother: true);
        Assert.Equal(7, minutes.Close(4).Single(s => s.Key.Metric == LogMetrics.Dropped).Value);
        Assert.Equal(0, Lines(minutes, 4));
        minutes.Told(4);
        Assert.Equal(0, minutes.Close(5).Single(s => s.Key.Metric == LogMetrics.Dropped).Value);
    }

    private static double Lines(HostMinutes minutes, long minute) => minutes.Close(minute).Where(s => s.Key.Metric == LogMetrics.Lines).Sum(s => s.Value);
}
