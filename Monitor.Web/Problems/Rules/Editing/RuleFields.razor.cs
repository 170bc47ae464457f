using Microsoft.AspNetCore.Components;

namespace Monitor.Web.Problems.Rules.Editing;

/// <summary>The fields of a rule. They write into the form; whoever shows them is told of each change.</summary>
public sealed partial class RuleFields
{
    private bool _keyIsOwn;

    [Parameter, EditorRequired]
    public required RuleForm Form { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<RuleGroup> Groups { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<RuleHost> Hosts { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<string> Metrics { get; set; }

    [Parameter]
    public bool IsNew { get; set; }

    [Parameter]
    public EventCallback OnChange { get; set; }

    protected override void OnInitialized() => _keyIsOwn = Form.Key.Length > 0;

    private void Named()
    {
        if (IsNew && (Form.Key.Length == 0 || !_keyIsOwn))
        {
            (Form.Key, _keyIsOwn) = (RuleDraft.KeyOf(Form.Name), false);
        }
    }

    private async Task AddAsync()
    {
        Form.Conditions.Add(ConditionForm.New());
        await ChangedAsync();
    }

    private async Task RemoveAsync(ConditionForm condition)
    {
        Form.Conditions.Remove(condition);
        await ChangedAsync();
    }

    private Task SetPredictedAsync(ChangeEventArgs e)
    {
        Form.IsPredicted = "on".Equals(e.Value);
        return ChangedAsync();
    }

    private Task ChangedAsync() => OnChange.InvokeAsync();
}
