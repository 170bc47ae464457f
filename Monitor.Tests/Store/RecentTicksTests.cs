using Monitor.Tests.Support;
using Monitor.Web.Store;

namespace Monitor.Tests.Store;

/// <summary>The rows of the last minutes in memory: what is there is all of the range, and what is not there is said.</summary>
public sealed class RecentTicksTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly ManualTimeProvider _clock = new(Start);

    [Fact]
    public void Few_streams_keep_five_minutes_at_a_tick_in_two_seconds()
    {
        var recent = new RecentTicks(_clock);
        Tick(recent, streams: 20, rows: 170);
        Assert.Equal(150, Count(recent, stream: 7, TimeSpan.FromSeconds(300)));
        Assert.Equal(150, Count(recent, stream: 20, TimeSpan.FromSeconds(300)));
    }

    [Fact]
    public void Very_many_streams_keep_at_least_their_last_32_rows_and_say_what_they_have_forgotten()
    {
        var recent = new RecentTicks(_clock);
        Tick(recent, streams: 1200, rows: 170);
        Assert.Equal(32, Count(recent, stream: 1, TimeSpan.FromSeconds(64)));
        Assert.Equal(32, Count(recent, stream: 1200, TimeSpan.FromSeconds(64)));
        Assert.Null(Count(recent, stream: 1200, TimeSpan.FromSeconds(300)));
    }

    [Fact]
    public void What_silent_streams_have_is_given_to_those_that_go_on_and_they_begin_anew()
    {
        var recent = new RecentTicks(_clock);
        Tick(recent, streams: 1200, rows: 170);
        for (var minutes = 0; minutes < 20; minutes++)
        {
            Tick(recent, streams: 20, rows: 30, from: 1181);
        }

        Assert.Equal(150, Count(recent, stream: 1200, TimeSpan.FromSeconds(300)));
        Assert.Equal(0, Count(recent, stream: 1, TimeSpan.FromSeconds(300)));
        Tick(recent, streams: 1200, rows: 10);
        Assert.Equal(10, Count(recent, stream: 1, TimeSpan.FromSeconds(300)));
    }

    [Fact]
    public void A_stream_that_ticks_once_in_ten_days_keeps_the_times_of_its_ticks()
    {
        var recent = new RecentTicks(_clock);
        for (var row = 0; row < 8; row++)
        {
            _clock.Advance(TimeSpan.FromDays(10));
            recent.Add(new TickRow(1, _clock.GetUtcNow(), [], new byte[3], 1));
            Assert.Equal(1, Count(recent, stream: 1, TimeSpan.FromSeconds(300)));
        }
    }

    private void Tick(RecentTicks recent, int streams, int rows, int from = 1)
    {
        for (var row = 0; row < rows; row++)
        {
            _clock.Advance(TimeSpan.FromSeconds(2));
            for (var stream = from; stream < from + streams; stream++)
            {
                recent.Add(new TickRow(stream, _clock.GetUtcNow(), [], new byte[146], 40));
            }
        }
    }

    /// <summary>Rows of the time up to now; null where memory does not hold them all.</summary>
    private int? Count(RecentTicks recent, int stream, TimeSpan back)
    {
        var (now, count) = (_clock.GetUtcNow(), 0);
        return recent.TryRead(stream, new TimeRange(now - back + TimeSpan.FromSeconds(1), now + TimeSpan.FromSeconds(1)), (_, _) => count++) ? count : null;
    }
}
