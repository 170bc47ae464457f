using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Tests.Problems;

public sealed class ProblemSentenceTests
{
    [Theory]
    [InlineData("cpu.used_percent", "", 13.8, 1, "CPU usage 13.8 % exceeded the limit of 1 %")]
    [InlineData("disk.used_percent", "mount=\"/\"", 91.2, 80, "Disk usage of / 91.2 % exceeded the limit of 80 %")]
    [InlineData("memory.used_bytes", "", 1.2e9, 1e9, "Memory used 1.2 GB exceeded the limit of 1 GB")]
    [InlineData("my.own", "a=\"x\",b=\"y\"", 5, 4, "my.own of x, y 5 exceeded the limit of 4")]
    public void A_breach_is_told_in_a_sentence(string metric, string labels, double value, double limit, string sentence) =>
        Assert.Equal(sentence, ProblemSentence.Opened(ConditionKind.Above, metric, labels, value, limit));

    [Fact]
    public void A_limit_from_below_is_told_so() =>
        Assert.Equal("Disk free of / 2 GB fell below the limit of 3 GB", ProblemSentence.Opened(ConditionKind.Below, "disk.free_bytes", "mount=\"/\"", 2e9, 3e9));

    [Fact]
    public void Silence_is_told_in_minutes() => Assert.Equal("The host has sent nothing for 2 min", ProblemSentence.Silent(TimeSpan.FromMinutes(2)));

    [Theory]
    [InlineData("cpu.used_percent", false, true)]
    [InlineData("cpu.used_percent", true, false)]
    [InlineData("disk.used_percent", false, false)]
    [InlineData("memory.used_percent", false, false)]
    [InlineData("", false, false)]
    public void On_its_first_day_a_host_opens_tickets_only_for_disk_memory_silence_and_wishes(string metric, bool wish, bool heldBack)
    {
        var created = new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(heldBack, FirstDay.HoldsTicketBack(created, created.AddHours(23), metric, wish));
        Assert.False(FirstDay.HoldsTicketBack(created, created.AddHours(24), metric, wish));
    }
}
