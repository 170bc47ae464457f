using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Service;
using static Monitor.Tests.Tickets.Service.ServiceHoursTextTests;

namespace Monitor.Tests.Tickets.Service;

public sealed class SlaLadderTests
{
    private static readonly EscalationStep[] Steps =
    [
        Step(1, SlaClock.FirstResponse, -15), Step(2, SlaClock.FirstResponse, 0), Step(3, SlaClock.FirstResponse, 120), Step(4, SlaClock.Resolution, 0),
    ];

    private readonly SlaStory _story = new();

    [Theory]
    [InlineData("", 225)]
    [InlineData("1", 240)]
    [InlineData("1 2", 240)]
    [InlineData("1 2 3", 240)]
    public void The_next_thing_is_the_next_step_or_becoming_late(string taken, int minutes) =>
        Assert.Equal(_story.Start.AddMinutes(minutes), SlaLadder.NextAt(_story.Opens().First!, Steps, Set(taken)));

    [Fact]
    public void After_it_became_late_only_steps_are_left()
    {
        var late = _story.Opens().First! with { BreachedAt = _story.At(4) };
        Assert.Equal(_story.At(6), SlaLadder.NextAt(late, Steps, Set("1 2")));
        Assert.Null(SlaLadder.NextAt(late, Steps, Set("1 2 3")));
        Assert.Null(SlaLadder.NextAt(late.Pause(_story.At(5)), Steps, Set("1 2")));
    }

    [Fact]
    public void Steps_that_were_missed_come_in_their_order_and_none_that_was_taken()
    {
        var run = _story.Opens().First!;
        Assert.Equal([1, 2, 3], SlaLadder.Due(run, Steps.Reverse(), Set(""), _story.At(100)).Select(s => s.Id));
        Assert.Equal([2], SlaLadder.Due(run, Steps, Set("1"), _story.At(4)).Select(s => s.Id));
        Assert.Empty(SlaLadder.Due(run, Steps, Set(""), _story.At(3)));
        Assert.Empty(SlaLadder.Due(run.Pause(_story.At(3)), Steps, Set(""), _story.At(100)));
    }

    [Fact]
    public void Steps_count_service_time_too()
    {
        var hours = Hours("Europe/Berlin", "MO-FR 09:00-17:00");
        var run = SlaRun.Start(SlaClock.FirstResponse, _story.Terms! with { Hours = hours }, TimeSpan.FromHours(4), At("2026-11-20T14:00Z"));
        Assert.Equal(At("2026-11-23T10:00Z"), run.DueAt);
        Assert.Equal(At("2026-11-23T09:45Z"), SlaLadder.NextAt(run, Steps, Set("")));
        Assert.Equal(At("2026-11-23T12:00Z"), SlaLadder.NextAt(run with { BreachedAt = run.DueAt }, Steps, Set("1 2")));
    }

    [Fact]
    public void The_first_policy_by_position_whose_conditions_hold_is_the_tickets()
    {
        SlaPolicy[] policies =
        [
            new() { Id = 1, Name = "all", Position = 9 },
            new() { Id = 2, Name = "off", Position = 0, IsEnabled = false },
            new() { Id = 3, Name = "urgent network of the board", Position = 1, Priority = TicketPriority.Urgent, CategoryId = 7, RequesterTeamId = 5 },
            new() { Id = 4, Name = "hosts in Berlin", Position = 2, HostGroupId = 3 },
        ];
        int? Chosen(TicketPriority priority, int[] categories, int[] teams, int[] groups) => SlaChoice.Choose(policies, new SlaSubject(priority, categories, teams, groups))?.Id;
        Assert.Equal(3, Chosen(TicketPriority.Urgent, [8, 7], [5], [3]));
        Assert.Equal(4, Chosen(TicketPriority.High, [8, 7], [5], [4, 3, 1]));
        Assert.Equal(1, Chosen(TicketPriority.Urgent, [6], [5], [1]));
        Assert.Null(SlaChoice.Choose(policies[1..3], new SlaSubject(TicketPriority.Low, [], [], [])));
    }

    [Theory]
    [InlineData(-15, EscalationAction.TellLeads, null, "15 min before first response is due: tell the leads")]
    [InlineData(0, EscalationAction.RaisePriority, null, "When first response is due: raise its priority")]
    [InlineData(120, EscalationAction.ToTeam, "Network", "2 h after first response was due: give it to Network")]
    public void A_step_is_a_sentence(int minutes, EscalationAction action, string? team, string sentence) =>
        Assert.Equal(sentence, SlaWords.Of(new EscalationStep { Clock = SlaClock.FirstResponse, After = TimeSpan.FromMinutes(minutes), Action = action }, team));

    [Theory]
    [InlineData(SlaClock.NextUpdate, 0, EscalationAction.TellTeam, "which is not promised")]
    [InlineData(SlaClock.FirstResponse, -240, EscalationAction.TellTeam, "only 4 h are promised")]
    [InlineData(SlaClock.FirstResponse, 0, EscalationAction.ToTeam, "Say to which")]
    public void A_ladder_that_cannot_be_climbed_is_refused(SlaClock clock, int minutes, EscalationAction action, string error)
    {
        var policy = new SlaPolicy { Name = "x", FirstResponse = TimeSpan.FromHours(4) };
        EscalationStep[] steps = [new() { Clock = clock, After = TimeSpan.FromMinutes(minutes), Action = action }];
        Assert.Contains(error, Assert.Single(SlaCheck.Errors(policy, steps, ServiceHours.Always, _story.Start)), StringComparison.Ordinal);
    }

    private static EscalationStep Step(int id, SlaClock clock, int minutes) => new() { Id = id, Clock = clock, After = TimeSpan.FromMinutes(minutes), Action = EscalationAction.TellTeam };

    private static HashSet<int> Set(string ids) => [.. ids.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(i => int.Parse(i, System.Globalization.CultureInfo.InvariantCulture))];
}
