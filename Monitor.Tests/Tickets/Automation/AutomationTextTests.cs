using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Automation;

namespace Monitor.Tests.Tickets.Automation;

public sealed class AutomationTextTests
{
    [Fact]
    public void What_is_written_is_read_again()
    {
        AutomationCondition[] conditions = [new(AutomationField.Priority, AutomationTest.AtLeast, "High"), new(AutomationField.Words, AutomationTest.Is, "\"quoted\" <b>")];
        AutomationAction[] actions = [new(AutomationDeed.Reply, "Hello {requester.name},\n\nwe look."), new(AutomationDeed.AssignInTurn, "")];
        Assert.Null(AutomationText.Read(AutomationText.Write(conditions), out IReadOnlyList<AutomationCondition> readConditions));
        Assert.Null(AutomationText.Read(AutomationText.Write(actions), out IReadOnlyList<AutomationAction> readActions));
        Assert.Equal(conditions, readConditions);
        Assert.Equal(actions, readActions);
    }

    [Theory]
    [InlineData("", "Conditions are a list")]
    [InlineData("{}", "Conditions are a list")]
    [InlineData("null", "Conditions are a list")]
    [InlineData("[null]", "A condition has a field")]
    [InlineData("""[{"field":"Priority","test":"Is"}]""", "A condition has a field")]
    [InlineData("""[{"field":"Priority","test":"Is","value":"High","regex":".*"}]""", "Conditions are a list")]
    [InlineData("""[{"field":"Password","test":"Is","value":"x"}]""", "There is no field Password. There are State, Priority,")]
    [InlineData("""[{"field":"1","test":"Is","value":"x"}]""", "There is no field 1.")]
    [InlineData("""[{"field":"Priority","test":"Matches","value":"x"}]""", "There is no test Matches.")]
    public void Conditions_that_are_not_known_are_refused_with_a_sentence(string json, string expected)
    {
        Assert.StartsWith(expected, AutomationText.Read(json, out IReadOnlyList<AutomationCondition> conditions), StringComparison.Ordinal);
        Assert.Empty(conditions);
    }

    [Theory]
    [InlineData("[1]", "Actions are a list")]
    [InlineData("""[{"do":"Delete","value":""}]""", "There is no action Delete. There are SetPriority,")]
    [InlineData("""[{"do":"AddTag"}]""", "An action has do and a value.")]
    public void Actions_that_are_not_known_are_refused_with_a_sentence(string json, string expected) =>
        Assert.StartsWith(expected, AutomationText.Read(json, out IReadOnlyList<AutomationAction> _), StringComparison.Ordinal);

    [Fact]
    public void Lists_are_bounded()
    {
        var (conditions, actions) = (Enumerable.Repeat(new AutomationCondition(AutomationField.Tag, AutomationTest.Is, "x"), 21).ToList(), Enumerable.Repeat(new AutomationAction(AutomationDeed.TellTeam, ""), 11).ToList());
        Assert.NotNull(AutomationText.Read(AutomationText.Write(conditions), out IReadOnlyList<AutomationCondition> _));
        Assert.NotNull(AutomationText.Read(AutomationText.Write(actions), out IReadOnlyList<AutomationAction> _));
        Assert.NotNull(AutomationCheck.Error(AutomationKind.Trigger, TicketEvent.Opened, conditions, [new(AutomationDeed.TellTeam, "")]));
        Assert.NotNull(AutomationCheck.Error(AutomationKind.Trigger, TicketEvent.Opened, [], actions));
        Assert.NotNull(AutomationCheck.Error(AutomationKind.Trigger, TicketEvent.Opened, [], []));
    }

    [Theory]
    [InlineData(AutomationField.Priority, AutomationTest.Is, "high")]
    [InlineData(AutomationField.Kind, AutomationTest.AtLeast, "Incident")]
    [InlineData(AutomationField.Team, AutomationTest.Is, "")]
    [InlineData(AutomationField.Team, AutomationTest.Is, "-1")]
    [InlineData(AutomationField.Team, AutomationTest.Is, "1; DROP TABLE teams")]
    [InlineData(AutomationField.Team, AutomationTest.Is, "99999999999")]
    [InlineData(AutomationField.Tag, AutomationTest.Is, "VIP")]
    [InlineData(AutomationField.Tag, AutomationTest.Is, "a,b")]
    [InlineData(AutomationField.Words, AutomationTest.Is, "  ")]
    [InlineData(AutomationField.Changed, AutomationTest.Is, "Priority")]
    public void A_condition_that_could_never_hold_is_refused(AutomationField field, AutomationTest test, string value) =>
        Assert.NotNull(AutomationCheck.Error(AutomationKind.Trigger, TicketEvent.Opened, [new(field, test, value)], [new(AutomationDeed.TellTeam, "")]));

    [Theory]
    [InlineData(AutomationDeed.SetPriority, "Highest")]
    [InlineData(AutomationDeed.MoveTo, "New")]
    [InlineData(AutomationDeed.AssignTo, "none")]
    [InlineData(AutomationDeed.Watch, "x")]
    [InlineData(AutomationDeed.AddTag, "")]
    [InlineData(AutomationDeed.Reply, " \n ")]
    [InlineData(AutomationDeed.TellTeam, "x")]
    public void An_action_that_could_never_be_done_is_refused(AutomationDeed deed, string value) =>
        Assert.NotNull(AutomationCheck.Error(AutomationKind.Macro, null, [], [new(deed, value)]));

    [Fact]
    public void A_trigger_has_an_event_and_a_macro_neither_event_nor_conditions()
    {
        AutomationAction[] actions = [new(AutomationDeed.SetTeam, AutomationCondition.None), new(AutomationDeed.AddTag, "ok"), new(AutomationDeed.MoveTo, nameof(TicketState.Closed))];
        Assert.Null(AutomationCheck.Error(AutomationKind.Macro, null, [], actions));
        Assert.NotNull(AutomationCheck.Error(AutomationKind.Macro, TicketEvent.Opened, [], actions));
        Assert.NotNull(AutomationCheck.Error(AutomationKind.Macro, null, [new(AutomationField.Tag, AutomationTest.Is, "x")], actions));
        Assert.NotNull(AutomationCheck.Error(AutomationKind.Trigger, null, [], actions));
        Assert.Null(AutomationCheck.Error(AutomationKind.Trigger, TicketEvent.Changed, [new(AutomationField.Changed, AutomationTest.Is, "Priority")], actions));
    }
}
