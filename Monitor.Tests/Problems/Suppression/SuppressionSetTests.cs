using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Suppression;
using static Monitor.Tests.Problems.Suppression.SuppressionStage;

namespace Monitor.Tests.Problems.Suppression;

public sealed class SuppressionSetTests
{
    /// <summary>Every combination of the five causes: each shows exactly when it is there, always in the same order.</summary>
    [Fact]
    public void The_reasons_are_exactly_the_causes_that_are_there_in_their_order()
    {
        for (var mask = 0; mask < 32; mask++)
        {
            var stage = new SuppressionStage();
            var expected = Enum.GetValues<SuppressionKind>().Where((_, i) => (mask & 1 << i) != 0).ToList();
            expected.ForEach(k => Add(stage, k));
            Assert.Equal(expected, stage.Set().ReasonsFor(Disk, Now).Select(r => r.Kind));
        }
    }

    [Theory]
    [InlineData(-11, false)]
    [InlineData(-10, true)]
    [InlineData(0, true)]
    [InlineData(59, true)]
    [InlineData(60, false)]
    public void A_silence_holds_from_its_start_to_just_before_its_end(int minute, bool silenced)
    {
        var stage = new SuppressionStage();
        Add(stage, SuppressionKind.Silence);
        Assert.Equal(silenced, stage.Set().ReasonsFor(Disk, Now.AddMinutes(minute)).Count == 1);
    }

    [Fact]
    public void A_silence_made_now_for_an_earlier_start_silenced_nothing_before_it_was_made()
    {
        var stage = new SuppressionStage();
        var silence = Silence("host=web-1", from: -60);
        silence.CreatedAt = Now;
        stage.Silences.Add(new SilenceFact(silence, "anna"));
        Assert.Empty(stage.Set().ReasonsFor(Disk, Now.AddMinutes(-1)));
        Assert.Single(stage.Set().ReasonsFor(Disk, Now));
    }

    [Theory]
    [InlineData(false, false, false, "disk-full", false)]
    [InlineData(true, false, false, "disk-full", false)]
    [InlineData(false, true, false, "disk-full", false)]
    [InlineData(true, true, false, "disk-full", true)]
    [InlineData(true, true, false, "host-silent", true)]
    [InlineData(false, false, true, "disk-full", true)]
    [InlineData(false, false, true, "host-silent", false)]
    [InlineData(true, true, true, "host-silent", true)]
    public void A_host_behind_one_that_is_down_and_a_service_on_one_that_is_down_are_not_told(
        bool isBehind, bool gatewayDown, bool selfDown, string rule, bool suppressed)
    {
        var stage = new SuppressionStage();
        if (isBehind)
        {
            stage.Links.Add(Behind(WebHost, Gateway));
        }

        stage.Down.AddRange(gatewayDown ? [IsDown(Gateway)] : []);
        stage.Down.AddRange(selfDown ? [IsDown(WebHost)] : []);
        var reasons = stage.Set().ReasonsFor(Disk with { RuleKey = rule }, Now);
        Assert.Equal(suppressed, reasons.Count == 1);
        if (suppressed)
        {
            Assert.Equal(isBehind && gatewayDown ? Gateway : WebHost, reasons[0].DownHostId);
        }
    }

    [Theory]
    [InlineData("acknowledged", null, true)]
    [InlineData("acknowledged", 30, true)]
    [InlineData("acknowledged", 0, false)]
    [InlineData("snoozed", 30, true)]
    [InlineData("snoozed", 0, false)]
    public void A_hold_of_a_ticket_lasts_until_its_end_and_is_about_its_ticket_alone(string kind, int? minutes, bool held)
    {
        var stage = new SuppressionStage();
        stage.Holds.Add(new TicketHold(
            Ticket, 12, kind == "snoozed" ? SuppressionKind.Snoozed : SuppressionKind.Acknowledged, "anna", "on it", Now.AddMinutes(-5),
            minutes is null ? null : Now.AddMinutes(minutes.Value)));
        var reasons = stage.Set().ReasonsFor(Disk, Now);
        Assert.Equal(held, reasons.Count == 1);
        Assert.Empty(stage.Set().ReasonsFor(Disk with { TicketId = 8 }, Now));
        Assert.Empty(stage.Set().ReasonsFor(Disk with { TicketId = null }, Now));
        Assert.All(reasons, r => Assert.StartsWith($"{kind} by anna on ticket #12", r.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_next_change_is_the_next_moment_at_which_time_alone_can_change_an_answer()
    {
        var stage = new SuppressionStage();
        Assert.Null(stage.Set().NextChangeAt(Now));
        stage.Silences.Add(new SilenceFact(Silence("host=web-1", from: -10, to: 60), "anna"));
        stage.Windows.Add(Window("host=web-1", "2026-11-20T12:30", "01:00:00", "FREQ=DAILY"));
        stage.Holds.Add(new TicketHold(Ticket, 12, SuppressionKind.Snoozed, "anna", "", Now.AddMinutes(-5), Now.AddMinutes(45)));
        var set = stage.Set();
        var at = Now.AddMinutes(-20);
        var changes = new List<double>();
        for (var i = 0; i < 8; i++)
        {
            at = set.NextChangeAt(at)!.Value;
            changes.Add((at - Now).TotalMinutes);
        }

        Assert.Equal([-10, -5, 30, 45, 60, 90, 24 * 60 + 30, 24 * 60 + 90], changes);
    }

    [Fact]
    public void A_set_with_other_hosts_down_answers_for_them_and_leaves_the_first_as_it_was()
    {
        var stage = new SuppressionStage();
        stage.Links.Add(Behind(WebHost, Gateway));
        var set = stage.Set();
        Assert.Single(set.WithDown([IsDown(Gateway)]).ReasonsFor(Disk, Now));
        Assert.Empty(set.ReasonsFor(Disk, Now));
    }

    [Fact]
    public void Maintenance_of_a_host_is_told_with_its_end_and_its_name()
    {
        var stage = new SuppressionStage();
        Add(stage, SuppressionKind.Maintenance);
        var reason = stage.Set().MaintenanceOf(WebHost, Now)!;
        Assert.Equal("in maintenance until 2026-11-20 12:30 UTC: Patch night", reason.Text);
        Assert.Equal(Now.AddMinutes(30), reason.Until);
        Assert.Null(stage.Set().MaintenanceOf(Gateway, Now));
    }

    private static void Add(SuppressionStage stage, SuppressionKind kind)
    {
        switch (kind)
        {
            case SuppressionKind.Maintenance:
                stage.Windows.Add(Window("host=web-1", "2026-11-20T11:30", "01:00:00"));
                break;
            case SuppressionKind.Silence:
                stage.Silences.Add(new SilenceFact(Silence("host=web-1"), "anna"));
                break;
            case SuppressionKind.Dependency:
                stage.Links.Add(Behind(WebHost, Gateway));
                stage.Down.Add(IsDown(Gateway));
                break;
            default:
                stage.Holds.Add(new TicketHold(Ticket, 12, kind, "anna", "", Now.AddMinutes(-5), Now.AddMinutes(30)));
                break;
        }
    }
}
