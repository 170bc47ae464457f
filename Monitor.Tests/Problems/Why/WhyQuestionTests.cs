using System.Globalization;
using Monitor.Domain.Problems.Why;

namespace Monitor.Tests.Problems.Why;

public sealed class WhyQuestionTests
{
    // Friday, 13:00 in Berlin.
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("web-3 03:10", "web-3", "2026-11-20T02:10Z")]
    [InlineData("web-3 at 03:10", "web-3", "2026-11-20T02:10Z")]
    [InlineData("web-3 23:10", "web-3", "2026-11-19T22:10Z")]
    [InlineData("web-3 today 03:10", "web-3", "2026-11-20T02:10Z")]
    [InlineData("web-3 yesterday 03:10", "web-3", "2026-11-19T02:10Z")]
    [InlineData("web-3 yesterday at 3:10", "web-3", "2026-11-19T02:10Z")]
    [InlineData("web-3 monday 03:10", "web-3", "2026-11-16T02:10Z")]
    [InlineData("web-3 Friday 03:10", "web-3", "2026-11-20T02:10Z")]
    [InlineData("web-3 2026-07-01 03:10", "web-3", "2026-07-01T01:10Z")]
    [InlineData("web-3 2026-07-01T03:10", "web-3", "2026-07-01T01:10Z")]
    [InlineData("web-3 10 min ago", "web-3", "2026-11-20T11:50Z")]
    [InlineData("web-3 1 h 30 min ago", "web-3", "2026-11-20T10:30Z")]
    [InlineData("web-3 now", "web-3", "2026-11-20T12:00Z")]
    [InlineData("web-3", "web-3", "2026-11-20T12:00Z")]
    [InlineData("my big host 3 03:10", "my big host 3", "2026-11-20T02:10Z")]
    public void A_question_is_a_host_and_a_time_in_the_readers_zone(string text, string host, string at) =>
        Assert.Equal(new WhyQuestion(host, DateTimeOffset.Parse(at, CultureInfo.InvariantCulture)), WhyQuestion.TryParse(text, Now, Berlin));

    [Fact]
    public void Fault_28_A_time_that_came_twice_or_never_that_night_is_still_a_moment()
    {
        var twice = WhyQuestion.TryParse("web-3 2026-10-25 02:30", Now, Berlin)!;
        Assert.Equal(new DateTimeOffset(2026, 10, 25, 0, 30, 0, TimeSpan.Zero), twice.At);
        var never = WhyQuestion.TryParse("web-3 2026-03-29 02:30", Now, Berlin)!;
        Assert.Equal(new DateTimeOffset(2026, 3, 29, 1, 30, 0, TimeSpan.Zero), never.At);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("web-3 99:99")]
    [InlineData("web-3 2026-13-45 03:10")]
    public void What_is_no_time_is_no_question(string text) => Assert.Null(WhyQuestion.TryParse(text, Now, Berlin));

    [Fact]
    public void Attack_45_A_long_or_evil_question_costs_nothing()
    {
        Assert.Null(WhyQuestion.TryParse(new string('a', WhyQuestion.Longest + 1), Now, Berlin));
        foreach (var evil in new[] { string.Concat(Enumerable.Repeat("1 h ", 74)), new string(' ', 150) + "1", string.Concat(Enumerable.Repeat("a 1:1", 59)) })
        {
            WhyQuestion.TryParse(evil, Now, Berlin);
        }
    }
}
