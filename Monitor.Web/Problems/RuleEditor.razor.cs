using System.Globalization;
using Microsoft.AspNetCore.Components;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Web.Problems;

/// <summary>The forms of one rule. What cannot be read as a number or a duration is said here; everything else the rule book decides.</summary>
public sealed partial class RuleEditor
{
    private string _limit = "";
    private string _clear = "";
    private string _for = "";
    private string _enabled = "true";
    private string _target = "";
    private string _ownLimit = "";
    private string _ownClear = "";
    private string _ownFor = "";
    private string _ownEnabled = "";
    private string _typed = "";

    [Parameter, EditorRequired]
    public required Rule Rule { get; set; }

    [Parameter, EditorRequired]
    public required RuleSet Rules { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<RuleHost> Hosts { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<RuleGroup> Groups { get; set; }

    [Parameter]
    public bool MayEdit { get; set; }

    [Parameter]
    public string Message { get; set; } = "";

    [Parameter]
    public EventCallback<RuleEdit> OnFleet { get; set; }

    [Parameter]
    public EventCallback<OverrideEdit> OnOverride { get; set; }

    [Parameter]
    public EventCallback<OverrideTarget> OnRemove { get; set; }

    private bool HasLimit => RuleWords.HasLimit(Rule);

    private string Unit => RuleWords.Unit(MetricCatalog.Find(Rule.Definition.First.Metric).Unit);

    protected override void OnInitialized()
    {
        var mildest = Rule.Definition.Mildest;
        (_limit, _clear) = (Text(mildest.Limit), Text(mildest.ClearLevel ?? mildest.Limit));
        _for = DurationText.Of(Rule.Definition.For);
        _enabled = Rule.Enabled ? "true" : "false";
    }

    private async Task SaveFleetAsync()
    {
        _typed = "";
        var (limit, clear) = HasLimit ? (Number(_limit, "limit"), Number(_clear, "clear level")) : (0, 0);
        var held = Duration(_for);
        if (_typed.Length == 0)
        {
            await OnFleet.InvokeAsync(new RuleEdit(Rule.Id, Rule.Version, limit!.Value, clear!.Value, held!.Value, _enabled == "true"));
        }
    }

    private async Task SaveOverrideAsync()
    {
        _typed = _target.Length < 2 ? "Choose the group or the host that this is for." : "";
        var limit = _ownLimit.Length == 0 ? null : Number(_ownLimit, "limit");
        var clear = _ownClear.Length == 0 ? null : Number(_ownClear, "clear level");
        var held = _ownFor.Length == 0 ? null : Duration(_ownFor);
        bool? enabled = _ownEnabled.Length == 0 ? null : _ownEnabled == "true";
        if (_typed.Length == 0)
        {
            var id = int.Parse(_target.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture);
            var target = _target[0] == 'h' ? OverrideTarget.OfHost(id) : OverrideTarget.OfGroup(id);
            await OnOverride.InvokeAsync(new OverrideEdit(Rule.Id, Rule.Version, target, limit, clear, held, enabled));
        }
    }

    private void Edit(RuleOverride one)
    {
        _target = one.HostId is { } hostId ? $"h{hostId}" : $"g{one.GroupId}";
        (_ownLimit, _ownClear) = (one.Limit is { } l ? Text(l) : "", one.ClearLevel is { } c ? Text(c) : "");
        _ownFor = one.ForDuration is { } held ? DurationText.Of(held) : "";
        _ownEnabled = one.Enabled switch { null => "", true => "true", false => "false" };
    }

    private string TargetName(RuleOverride one) => one.HostId is { } hostId
        ? Hosts.FirstOrDefault(h => h.Id == hostId)?.Name ?? "a host outside your scope"
        : "group " + (Groups.FirstOrDefault(g => g.Id == one.GroupId)?.Name ?? "outside your scope");

    private double? Number(string text, string what)
    {
        if (double.TryParse(text.Trim().TrimEnd('%').Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            return value;
        }

        _typed = $"The {what} is a number with a point, such as 12.5.";
        return null;
    }

    private TimeSpan? Duration(string text)
    {
        if (DurationText.TryParse(text, out var span))
        {
            return span;
        }

        _typed = "The duration is a number with a unit, such as 30 s, 5 min or 1 h.";
        return null;
    }

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
