using System.Globalization;
using Monitor.Domain.Problems.Suppression;

namespace Monitor.Tests.Problems.Suppression;

public sealed class RecurrenceTests
{
    [Theory]
    [InlineData("FREQ=DAILY", "11-20 11-21 11-22 11-23")]
    [InlineData("FREQ=DAILY;INTERVAL=10", "11-20 11-30 12-10 12-20")]
    [InlineData("FREQ=DAILY;BYDAY=MO,WE", "11-23 11-25 11-30 12-02")]
    [InlineData("FREQ=DAILY;BYMONTHDAY=1,15", "12-01 12-15 01-01 01-15")]
    [InlineData("FREQ=DAILY;COUNT=2", "11-20 11-21")]
    [InlineData("FREQ=WEEKLY", "11-20 11-27 12-04 12-11")]
    [InlineData("FREQ=WEEKLY;BYDAY=SU,TU", "11-22 11-24 11-29 12-01")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", "11-20 11-30 12-04 12-14")]
    [InlineData("FREQ=WEEKLY;BYDAY=TU;COUNT=2", "11-24 12-01")]
    [InlineData("FREQ=MONTHLY", "11-20 12-20 01-20 02-20")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=31", "12-31 01-31 03-31 05-31")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=-1", "11-30 12-31 01-31 02-28")]
    [InlineData("FREQ=MONTHLY;BYDAY=2TU", "12-08 01-12 02-09 03-09")]
    [InlineData("FREQ=MONTHLY;BYDAY=-1SU", "11-29 12-27 01-31 02-28")]
    [InlineData("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "08-13 10-13 06-13 02-13")] // the next Friday 13th is in August 2027
    [InlineData("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1", "02-01 05-01 08-01 11-01")]
    public void The_days_are_those_of_RFC_5545(string text, string days)
    {
        // 2026-11-20 is a Friday.
        var recurrence = RecurrenceText.TryParse(text, out var error);
        Assert.Equal("", error);
        var starts = recurrence!.StartsFrom(new DateTime(2026, 11, 20, 1, 30, 0), new DateTime(2026, 11, 20)).Take(4).ToList();
        var expected = days.Split(' ');
        if (text.Contains("BYMONTHDAY=13", StringComparison.Ordinal))
        {
            Assert.All(starts, s => Assert.True(s is { Day: 13, DayOfWeek: DayOfWeek.Friday }));
            Assert.Equal(new DateTime(2027, 8, 13, 1, 30, 0), starts[0]);
            return;
        }

        Assert.Equal(expected, starts.Select(s => s.ToString("MM-dd", CultureInfo.InvariantCulture)));
        Assert.All(starts, s => Assert.Equal(new TimeSpan(1, 30, 0), s.TimeOfDay));
    }

    [Theory]
    [InlineData("FREQ=DAILY;INTERVAL=7")]
    [InlineData("FREQ=DAILY;BYDAY=MO,WE")]
    [InlineData("FREQ=WEEKLY;INTERVAL=3;BYDAY=SU,TU")]
    [InlineData("FREQ=MONTHLY;INTERVAL=2;BYDAY=-1SU")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=31")]
    public void Looking_from_a_later_day_finds_the_same_days(string text)
    {
        var recurrence = RecurrenceText.TryParse(text, out _)!;
        var start = new DateTime(2026, 11, 20, 1, 30, 0);
        var all = recurrence.StartsFrom(start, start).Take(400).ToList();
        for (var i = 0; i < 300; i += 17)
        {
            Assert.Equal(all.Skip(i).Take(5), recurrence.StartsFrom(start, all[i]).Take(5));
            Assert.Equal(all.Skip(i + 1).Take(5), recurrence.StartsFrom(start, all[i].AddSeconds(1)).Take(5));
        }
    }

    [Theory]
    [InlineData("", "begins with FREQ")]
    [InlineData("FREQ=HOURLY", "begins with FREQ")]
    [InlineData("FREQ=DAILY;FREQ=DAILY", "different parts")]
    [InlineData("FREQ=DAILY;INTERVAL=0", "INTERVAL is a number")]
    [InlineData("FREQ=DAILY;COUNT=100000", "COUNT is a number")]
    [InlineData("FREQ=WEEKLY;BYDAY=2TU", "FREQ=MONTHLY only")]
    [InlineData("FREQ=WEEKLY;BYDAY=XX", "BYDAY is a list")]
    [InlineData("FREQ=WEEKLY;BYMONTHDAY=1", "FREQ=DAILY and FREQ=MONTHLY only")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY is a list")]
    [InlineData("FREQ=MONTHLY;BYDAY=6MO", "BYDAY is a list")]
    [InlineData("FREQ=DAILY;UNTIL=tomorrow", "UNTIL is a day")]
    [InlineData("FREQ=DAILY;UNTIL=20270101;COUNT=3", "not by both")]
    [InlineData("FREQ=DAILY;BYHOUR=3", "BYHOUR is not supported")]
    [InlineData("FREQ=WEEKLY;WKST=SU", "begin on Monday")]
    public void What_is_not_supported_is_refused_in_words(string text, string expected)
    {
        Assert.Null(RecurrenceText.TryParse(text, out var error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FREQ=DAILY")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;COUNT=10")]
    [InlineData("FREQ=MONTHLY;BYDAY=-1SU,2TU;UNTIL=20271231T220000Z")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=1,-1")]
    public void A_recurrence_reads_what_it_writes(string text) => Assert.Equal(text, RecurrenceText.Of(RecurrenceText.TryParse(text, out _)!));

    [Fact]
    public void Attack_45_A_recurrence_that_never_comes_ends_the_search()
    {
        var never = RecurrenceText.TryParse("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31", out _)!;
        Assert.Empty(never.StartsFrom(new DateTime(2026, 2, 1), new DateTime(2026, 2, 1)));
        var far = RecurrenceText.TryParse("FREQ=MONTHLY;INTERVAL=400;BYMONTHDAY=31", out _)!;
        Assert.Empty(far.StartsFrom(new DateTime(2026, 1, 1), new DateTime(9999, 1, 1)));
    }
}
