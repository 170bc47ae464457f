using Microsoft.AspNetCore.Components;
using Monitor.Domain.Tickets.Automation;

namespace Monitor.Web.Tickets.Automation.Admin;

/// <summary>Makes or changes a trigger or macro: conditions and actions as rows of selects.</summary>
public sealed partial class AutomationEditor
{
    private readonly List<ConditionRow> _conditions = [];
    private readonly List<ActionRow> _actions = [];
    private string _name = "";
    private TicketEvent _event;
    private AutomationTrial? _trial;
    private bool _isEnabled;

    [Parameter, EditorRequired]
    public required Func<IReadOnlyList<AutomationCondition>, Task<AutomationTrial?>> OnTry { get; set; }

    private bool IsTrigger => Wish.Kind == AutomationKind.Trigger;

    private string Title => IsNew ? IsTrigger ? "New trigger" : "New macro" : Wish.Name;

    protected override void OnInitialized()
    {
        (_name, _event, _isEnabled) = (Wish.Name, Wish.Event ?? TicketEvent.Opened, Wish.IsEnabled);
        _conditions.AddRange(Wish.Conditions.Select(c => new ConditionRow { Field = c.Field, Test = c.Test, Value = c.Value }));
        _actions.AddRange(Wish.Actions.Select(a => new ActionRow { Deed = a.Deed, Value = a.Value }));
        if (_actions.Count == 0)
        {
            _actions.Add(new ActionRow());
        }
    }

    private Task SaveAsync() => BusyAsync(() => OnSave(Wish with
    {
        Name = _name, Event = IsTrigger ? _event : null, IsEnabled = _isEnabled, Conditions = Conditions(),
        Actions = [.. _actions.Select(a => new AutomationAction(a.Deed, Kept(a.Value, AutomationAction.IsTag(a.Deed), AutomationAction.IsText(a.Deed))))],
    }));

    private Task TryAsync() => BusyAsync(async () => _trial = await OnTry(Conditions()));

    private IReadOnlyList<AutomationCondition> Conditions() =>
        [.. _conditions.Select(c => new AutomationCondition(c.Field, c.Test, Kept(c.Value, c.Field == AutomationField.Tag, isText: false)))];

    /// <summary>As tags and texts are kept elsewhere too.</summary>
    private static string Kept(string typed, bool isTag, bool isText) =>
        isText ? TicketText.Clean(typed) : isTag ? TicketText.Line(typed).TrimStart('#').ToLowerInvariant() : TicketText.Line(typed);

    private sealed class ConditionRow
    {
        public AutomationField Field { get; set; } = AutomationField.Priority;

        public AutomationTest Test { get; set; }

        public string Value { get; set; } = nameof(Domain.Tickets.TicketPriority.High);

        /// <summary>Another field has other values.</summary>
        public void Begin(AutomationField field) => (Field, Test, Value) = (field, AutomationTest.Is, AutomationCondition.Choices(field) is [var first, ..] ? first : "");
    }

    private sealed class ActionRow
    {
        public AutomationDeed Deed { get; set; }

        public string Value { get; set; } = nameof(Domain.Tickets.TicketPriority.High);

        public void Begin(AutomationDeed deed) => (Deed, Value) = (deed, AutomationAction.Choices(deed) is [var first, ..] ? first : "");
    }
}
