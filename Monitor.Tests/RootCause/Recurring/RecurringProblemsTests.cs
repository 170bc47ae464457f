using Monitor.Domain.RootCause;
using Monitor.Domain.RootCause.Recurring;

namespace Monitor.Tests.RootCause.Recurring;

public sealed class RecurringProblemsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static int _id;

    [Fact]
    public void The_same_problem_is_counted_with_its_returns_its_time_and_its_trend_and_what_came_once_is_left_out()
    {
        var groups = RecurringProblems.Group(
        [
            One("a", -1, hours: 2), One("a", -10, hours: 1, times: 3), One("a", -40, hours: 1), One("a", -70, hours: 100),
            One("b", -2, hours: 5), One("b", -3, hours: null), One("once", -5, hours: 50), One("again", -5, hours: 1, times: 2),
        ], RecurringBy.Fingerprint, Now);
        Assert.Equal(["b", "a", "again"], groups.Select(g => g.Key));
        var a = groups[1];
        Assert.Equal((5, 4, 1, TimeSpan.FromHours(4), false), (a.Count, a.Recent, a.Earlier, a.Lost, a.IsOpen));
        Assert.Equal([0, 0, 1, 0, 0, 0, 3, 1], a.Steps);
        Assert.Equal(a.Count, a.Steps.Sum());
        Assert.True(groups[0].IsOpen);
        Assert.Equal(TimeSpan.FromHours(5 + (3 * 24)), groups[0].Lost);
        Assert.Equal("3 more than in the 30 days before", ProblemTicketText.Trend(a));
    }

    [Fact]
    public void The_same_cause_is_one_group_over_all_hosts_and_what_has_none_is_in_none()
    {
        var group = Assert.Single(RecurringProblems.Group(
            [One("a", -1, cause: "process:ffmpeg", host: 1), One("b", -2, cause: "process:ffmpeg", host: 2), One("c", -2, host: 3), One("c", -3, cause: "", host: 3)], RecurringBy.Cause, Now));
        Assert.Equal(("process:ffmpeg", 2), (group.Key, group.Count));
        Assert.Equal([1, 2], group.Hosts.Select(h => h.Id));
        Assert.Equal("Recurring on 2 hosts: process ffmpeg", ProblemTicketText.Title(group, 300));
        Assert.Equal(20, ProblemTicketText.Title(group, 20).Length);
    }

    [Fact]
    public void The_key_of_the_ticket_of_a_group_is_the_same_for_everybody_and_another_for_each_round_and_group()
    {
        Guid[] keys = [ProblemTicketKey.Of(RecurringBy.Cause, "a", 0), ProblemTicketKey.Of(RecurringBy.Cause, "a", 1), ProblemTicketKey.Of(RecurringBy.Fingerprint, "a", 0), ProblemTicketKey.Of(RecurringBy.Cause, "b", 0)];
        Assert.Equal(4, keys.Distinct().Count());
        Assert.Equal(keys[0], ProblemTicketKey.Of(RecurringBy.Cause, "a", 0));
    }

    private static ProblemOccurrence One(string fingerprint, int days, double? hours = 1, int times = 1, string? cause = null, int host = 1) => new(
        Interlocked.Increment(ref _id), fingerprint, cause, host, $"host-{host}", $"summary of {fingerprint}", Now.AddDays(days), hours is { } h ? Now.AddDays(days).AddHours(h) : null, times, null);

    [Theory]
    [InlineData("process:ffmpeg", "process ffmpeg")]
    [InlineData("metric:network.received_bytes_per_second{interface=\"eth0\"}", "change of Network received (interface=eth0)")]
    [InlineData("host:7", "host db-1")]
    [InlineData("host:8", "another host")]
    [InlineData("own.rule", "own.rule")]
    public void A_cause_is_called_in_words_and_a_host_out_of_sight_by_none(string key, string name) => Assert.Equal(name, CauseNames.Of(key, id => id == 7 ? "db-1" : null));
}
