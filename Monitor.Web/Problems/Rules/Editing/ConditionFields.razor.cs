using Microsoft.AspNetCore.Components;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Web.Problems.Rules.Editing;

/// <summary>The fields of one condition with its ladder.</summary>
public sealed partial class ConditionFields
{
    [Parameter, EditorRequired]
    public required ConditionForm Form { get; set; }

    [Parameter, EditorRequired]
    public int Number { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<string> Metrics { get; set; }

    [Parameter]
    public EventCallback OnChange { get; set; }

    [Parameter]
    public EventCallback OnRemove { get; set; }

    private string Unit => Form.Measure == Measure.LastWeekChange ? "%" : RuleWords.Unit(MetricCatalog.Find(Form.Metric).Unit);

    private string Id(string part) => $"{part}-{Number}";

    private async Task AddAsync()
    {
        var free = Enum.GetValues<Severity>().Reverse().Where(s => Form.Steps.TrueForAll(f => f.Severity != s)).ToList();
        var severity = free.Contains(Severity.Warning) ? Severity.Warning : free[0];
        Form.Steps.Add(new StepForm { Severity = severity, Limit = Form.Steps.Count > 0 ? Form.Steps[^1].Limit : "" });
        await ChangedAsync();
    }

    private async Task RemoveAsync(StepForm step)
    {
        Form.Steps.Remove(step);
        await ChangedAsync();
    }

    private Task ChangedAsync() => OnChange.InvokeAsync();
}
