using Monitor.Domain.RootCause.Similar;
using Monitor.Domain.Tickets;

namespace Monitor.Tests.RootCause.Similar;

public sealed class TicketLikenessTests
{
    private static readonly TicketTraits One = Of(100, "web-1: Disk usage of / 95 % exceeded the limit of 90 %", "disk.used_percent", 1, ["1/disk-full/mount=\"/\""], [5], ["files:/var/log"]);

    [Fact]
    public void The_same_problem_is_most_alike_then_the_same_cause_then_the_same_rule_and_the_newer_of_equal_ones()
    {
        var same = Of(1, "something else", "disk.used_percent", 1, ["1/disk-full/mount=\"/\""], [5]);
        var cause = Of(2, "another", "memory.used_percent", 2, ["2/x/"], [9], ["files:/var/log"]);
        var rule = Of(3, "db: Disk usage of /data 91 % exceeded the limit of 90 %", "disk.used_percent", 2, ["2/disk-full/mount=\"/data\""], [5]);
        var newer = rule with { Id = 4, Number = 4, CreatedAt = rule.CreatedAt.AddDays(1) };
        var stranger = Of(5, "Printer is out of paper", null, null, [], []);
        var ranked = TicketLikeness.Rank(One, [stranger, rule, cause, newer, same, One], 3);
        Assert.Equal([1, 4, 3], ranked.Select(r => r.Ticket.Number));
        Assert.Equal("the same problem on the same host", ranked[0].Likeness.Reasons[0]);
        Assert.Contains("the same probable cause (files on /var/log)", TicketLikeness.Of(One, cause)!.Reasons);
        Assert.Null(TicketLikeness.Of(One, stranger));
        Assert.All(ranked, r => Assert.InRange(r.Likeness.Score, TicketLikeness.Least, 1));
    }

    [Fact]
    public void Words_alone_make_two_tickets_alike_when_most_of_them_are_the_same_whatever_their_numbers()
    {
        var mine = Of(1, "VPN drops every 10 minutes in Berlin office", null, null, [], []);
        Assert.Equal(["similar words"], TicketLikeness.Of(mine, Of(2, "VPN drops every 25 minutes in Berlin office", null, null, [], []))!.Reasons);
        Assert.Null(TicketLikeness.Of(mine, Of(3, "VPN account for a new colleague", null, null, [], [])));
        Assert.Null(TicketLikeness.Of(Of(4, "", null, null, [], []), Of(5, "", null, null, [], [])));
    }

    [Fact]
    public void What_fixed_a_ticket_is_the_reason_given_else_the_last_word_of_somebody_who_worked_on_it_else_nothing()
    {
        Assert.Equal(new TicketFix("Rotated the logs", true), TicketFix.Of([Comment(1, "hm"), Move(1, "State: Open → Resolved. Rotated the logs")], 9));
        Assert.Equal(new TicketFix("Deleted old backups", true), TicketFix.Of([Comment(1, "Deleted old backups"), Comment(9, "thanks"), Move(1, "State: Open → Resolved.")], 9));
        Assert.Equal(new TicketFix("Second", true), TicketFix.Of([Move(1, "State: Open → Resolved. First"), Move(1, "State: Resolved → Open."), Move(1, "State: Open → Closed. Second")], 9));
        Assert.False(TicketFix.Of([Move(null, "Disk usage is back at 40 %. State: New → Resolved.")], 9)!.IsByPerson);
        Assert.False(TicketFix.Of([Comment(1, "long ago", -30), Move(1, "State: Open → Resolved.")], 9)!.IsByPerson);
        Assert.Null(TicketFix.Of([Comment(1, "still looking")], 9));
        Assert.Equal("Restarted", TicketFix.Of([Comment(1, "Restarted"), Comment(1, "Later", 5)], 9, Comment(1, "").At.AddHours(2))!.Text);
    }

    private static TicketEntry Comment(int user, string text, int hours = 0) => new() { UserId = user, Kind = TicketEntryKind.Comment, Text = text, At = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero).AddHours(hours) };

    private static TicketEntry Move(int? user, string text) => new() { UserId = user, Kind = user is null ? TicketEntryKind.Report : TicketEntryKind.Change, Text = text, At = new DateTimeOffset(2026, 11, 20, 12, 5, 0, TimeSpan.Zero) };

    private static TicketTraits Of(int id, string title, string? metric, int? host, string[] fingerprints, int[] rules, string[]? causes = null) => new()
    {
        Id = id, Number = id, Title = title, Metric = metric, HostId = host, Fingerprints = fingerprints.ToHashSet(), RuleIds = rules.ToHashSet(), CauseKeys = (causes ?? []).ToHashSet(),
        CreatedAt = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero),
    };
}
