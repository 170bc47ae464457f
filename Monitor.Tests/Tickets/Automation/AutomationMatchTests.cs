using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Automation;

namespace Monitor.Tests.Tickets.Automation;

public sealed class AutomationMatchTests
{
    private static readonly AutomationFacts Facts = new()
    {
        State = TicketState.Open, Priority = TicketPriority.High, Kind = TicketKind.Incident, Source = TicketSource.Mail, CategoryIds = [5, 2], TeamId = 7,
        RequesterTeamIds = [9], Tags = ["vip"], HostGroupIds = [3, 1], Text = "Printer on the 2nd floor\nVPN is slow, says ÄRZTE", Changed = [AutomationPart.Priority],
        By = AutomationAuthor.Requester,
    };

    [Theory]
    [InlineData(AutomationField.State, "Open", true)]
    [InlineData(AutomationField.State, "New", false)]
    [InlineData(AutomationField.Priority, "High", true)]
    [InlineData(AutomationField.Priority, "Urgent", false)]
    [InlineData(AutomationField.Kind, "Incident", true)]
    [InlineData(AutomationField.Kind, "Request", false)]
    [InlineData(AutomationField.Source, "Mail", true)]
    [InlineData(AutomationField.Source, "Monitor", false)]
    [InlineData(AutomationField.Category, "5", true)]
    [InlineData(AutomationField.Category, "2", true)]
    [InlineData(AutomationField.Category, "52", false)]
    [InlineData(AutomationField.Category, "none", false)]
    [InlineData(AutomationField.Team, "7", true)]
    [InlineData(AutomationField.Team, "8", false)]
    [InlineData(AutomationField.Assignee, "none", true)]
    [InlineData(AutomationField.Assignee, "7", false)]
    [InlineData(AutomationField.RequesterTeam, "9", true)]
    [InlineData(AutomationField.RequesterTeam, "none", false)]
    [InlineData(AutomationField.Tag, "vip", true)]
    [InlineData(AutomationField.Tag, "vi", false)]
    [InlineData(AutomationField.HostGroup, "1", true)]
    [InlineData(AutomationField.HostGroup, "none", false)]
    [InlineData(AutomationField.Words, "vpn", true)]
    [InlineData(AutomationField.Words, "print", true)]
    [InlineData(AutomationField.Words, "slow printer", true)]
    [InlineData(AutomationField.Words, "slow scanner", false)]
    [InlineData(AutomationField.Words, "rinter", false)]
    [InlineData(AutomationField.Words, "ärzte", true)]
    [InlineData(AutomationField.Words, ", says", true)]
    [InlineData(AutomationField.Words, "v.n", false)]
    [InlineData(AutomationField.Changed, "Priority", true)]
    [InlineData(AutomationField.Changed, "State", false)]
    [InlineData(AutomationField.By, "Requester", true)]
    [InlineData(AutomationField.By, "Desk", false)]
    public void A_condition_holds_or_not_and_its_opposite_the_other_way_round(AutomationField field, string value, bool holds)
    {
        Assert.Equal(holds, AutomationMatch.Holds([new(field, AutomationTest.Is, value)], Facts));
        Assert.Equal(!holds, AutomationMatch.Holds([new(field, AutomationTest.IsNot, value)], Facts));
    }

    [Theory]
    [InlineData("Medium", true)]
    [InlineData("High", true)]
    [InlineData("Urgent", false)]
    public void A_priority_is_at_least_another(string least, bool holds) =>
        Assert.Equal(holds, AutomationMatch.Holds([new(AutomationField.Priority, AutomationTest.AtLeast, least)], Facts));

    [Fact]
    public void All_conditions_must_hold_and_without_any_every_ticket_fits()
    {
        Assert.True(AutomationMatch.Holds([], Facts));
        Assert.True(AutomationMatch.Holds([new(AutomationField.Tag, AutomationTest.Is, "vip"), new(AutomationField.Words, AutomationTest.IsNot, "scanner")], Facts));
        Assert.False(AutomationMatch.Holds([new(AutomationField.Tag, AutomationTest.Is, "vip"), new(AutomationField.Words, AutomationTest.Is, "scanner")], Facts));
    }

    [Fact]
    public void What_asks_for_a_change_is_taken_to_hold_where_none_is_made()
    {
        var still = Facts with { Changed = null, By = null };
        Assert.True(AutomationMatch.Holds([new(AutomationField.Changed, AutomationTest.Is, "Due"), new(AutomationField.By, AutomationTest.IsNot, "Requester")], still));
        Assert.False(AutomationMatch.Holds([new(AutomationField.Changed, AutomationTest.Is, "Due")], Facts with { Changed = [] }));
    }

    [Fact]
    public void A_ticket_without_anything_has_none_of_it()
    {
        var bare = new AutomationFacts { State = TicketState.New, Priority = TicketPriority.Low, Kind = TicketKind.Request, Source = TicketSource.Portal };
        foreach (var field in Enum.GetValues<AutomationField>().Where(AutomationCondition.IsById))
        {
            Assert.True(AutomationMatch.Holds([new(field, AutomationTest.Is, AutomationCondition.None)], bare), field.ToString());
        }
    }
}
