using System.Globalization;
using Microsoft.AspNetCore.Components;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Web.Problems.Rules.Editing;

/// <summary>Where a rule differs, and what counts in each group and on each host that differs or is asked for, with its source.</summary>
public sealed partial class OverrideCard
{
    private readonly List<StepForm> _steps = [];
    private string _target = "";
    private string _for = "";
    private string _enabled = "";
    private string _reason = "";
    private string _typed = "";
    private string _host = "";

    [Parameter, EditorRequired]
    public required Rule Rule { get; set; }

    [Parameter, EditorRequired]
    public required RuleSet Rules { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<RuleHost> Hosts { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<RuleGroup> Groups { get; set; }

    [Parameter]
    public int? Host { get; set; }

    [Parameter]
    public bool MayEdit { get; set; }

    [Parameter]
    public EventCallback<OverrideEdit> OnSet { get; set; }

    [Parameter]
    public EventCallback<(OverrideTarget Target, string Reason)> OnRemove { get; set; }

    private string Unit => Rule.Definition.First.Measure == Measure.LastWeekChange ? "%" : RuleWords.Unit(MetricCatalog.Find(Rule.Definition.First.Metric).Unit);

    private string Reason => _reason.Trim().Length > 0 ? _reason : "As everywhere else again";

    protected override void OnInitialized()
    {
        _steps.AddRange(Rule.Definition.First.Steps.Select(s => new StepForm { Severity = s.Severity }));
        _host = Host?.ToString(CultureInfo.InvariantCulture) ?? "";
    }

    private async Task SaveAsync()
    {
        var errors = new FormErrors();
        if (_target.Length < 2)
        {
            errors.Add("Choose the group or the host that this is for.");
        }

        var steps = _steps.ConvertAll(s => new StepOverride(s.Severity, errors.Optional(s.Limit, "limit"), errors.Optional(s.Clear, "clear level")));
        TimeSpan? held = _for.Trim().Length == 0 ? null : errors.Duration(_for, "duration");
        _typed = string.Join(' ', errors.All);
        if (_typed.Length == 0)
        {
            var id = int.Parse(_target.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture);
            var target = _target[0] == 'h' ? OverrideTarget.OfHost(id) : OverrideTarget.OfGroup(id);
            await OnSet.InvokeAsync(new OverrideEdit(new RuleAt(Rule.Id, Rule.Version), target, _reason)
            {
                Steps = steps, ForDuration = held, Enabled = _enabled.Length == 0 ? null : _enabled == "true",
            });
        }
    }

    private void Edit(RuleOverride one)
    {
        _target = one.HostId is { } hostId ? $"h{hostId}" : $"g{one.GroupId}";
        for (var i = 0; i < _steps.Count; i++)
        {
            var set = one.Of(Rule.Definition.First.Steps[i], i == 0);
            (_steps[i].Limit, _steps[i].Clear) = (StepForm.Text(set.Limit), StepForm.Text(set.ClearLevel));
        }

        _for = one.ForDuration is { } held ? DurationText.Of(held) : "";
        _enabled = one.Enabled switch { null => "", true => "true", false => "false" };
    }

    private IEnumerable<(string Name, EffectiveRule Rule)> Effective()
    {
        yield return ("The whole fleet", Of(null, HostGroup.FleetId));
        var overrides = Rules.OverridesOf(Rule).ToList();
        foreach (var group in Groups.Where(g => Rules.Groups.PathUp(g.Id).Any(up => overrides.Exists(o => o.GroupId == up.Id))))
        {
            yield return ($"Group {group.Name}", Of(null, group.Id));
        }

        foreach (var host in Hosts.Where(h => overrides.Exists(o => o.HostId == h.Id) || h.Id.ToString(CultureInfo.InvariantCulture) == _host))
        {
            yield return (host.Name, Of(host.Id, host.GroupId));
        }
    }

    private EffectiveRule Of(int? hostId, int groupId) => EffectiveRule.Of(Rule, Rules.OverridesOf(Rule), Rules.Groups, hostId, groupId);

    private string TargetName(RuleOverride one) => one.HostId is { } hostId
        ? Hosts.FirstOrDefault(h => h.Id == hostId)?.Name ?? "a host outside your scope"
        : "group " + (Groups.FirstOrDefault(g => g.Id == one.GroupId)?.Name ?? "outside your scope");

    private static string Id(StepForm step, string part) => $"own-{part}-{step.Severity}";
}
