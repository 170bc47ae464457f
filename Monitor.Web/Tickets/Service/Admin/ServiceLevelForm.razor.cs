using Microsoft.AspNetCore.Components;
using Monitor.Domain.Problems;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Service;

namespace Monitor.Web.Tickets.Service.Admin;

/// <summary>Makes or changes a service level with its ladder.</summary>
public sealed partial class ServiceLevelForm
{
    private const string Before = "before";
    private const string After = "after";

    private readonly List<StepRow> _rows = [];
    private readonly string[] _targets = ["", "", ""];
    private string _name = "";
    private bool _isEnabled = true;
    private string _priority = "";
    private int? _category;
    private int? _team;
    private int? _group;
    private int? _calendar;

    [Inject]
    public required NavigationManager Navigation { get; set; }

    /// <summary>Null: a new one.</summary>
    [Parameter]
    public PolicyLine? Line { get; set; }

    [Parameter, EditorRequired]
    public required SlaOptions Options { get; set; }

    /// <summary>Returns why not; nothing when it was saved.</summary>
    [Parameter, EditorRequired]
    public required Func<PolicyWish, Task<IReadOnlyList<string>>> OnSave { get; set; }

    protected override void OnInitialized()
    {
        _calendar = Options.Calendars is [var only] ? only.Id : null;
        if (Line?.Policy is { } policy)
        {
            (_name, _isEnabled, _priority, _category) = (policy.Name, policy.IsEnabled, policy.Priority?.ToString() ?? "", policy.CategoryId);
            (_team, _group, _calendar) = (policy.RequesterTeamId, policy.HostGroupId, policy.CalendarId);
            (_targets[0], _targets[1], _targets[2]) = (Text(policy.FirstResponse), Text(policy.NextUpdate), Text(policy.Resolution));
            _rows.AddRange(Line.Steps.Select(s => new StepRow
            {
                Length = Text(s.After.Duration()), Side = s.After < TimeSpan.Zero ? Before : After, Clock = s.Clock, Action = s.Action, TeamId = s.TeamId,
            }));
        }
    }

    private void AddRow() => _rows.Add(new StepRow { Length = "15 min" });

    private async Task SaveAsync()
    {
        if (Wish() is { } wish)
        {
            await RunAsync(() => OnSave(wish));
        }
    }

    private PolicyWish? Wish()
    {
        Refused = [];
        var targets = _targets.Select((t, i) => string.IsNullOrWhiteSpace(t) ? null : Read(t, $"{SlaWords.Of((SlaClock)i)} within")).ToList();
        var steps = _rows.ConvertAll(r => (Step: r, Length: string.IsNullOrWhiteSpace(r.Length) ? TimeSpan.Zero : Read(r.Length, "How long before or after") ?? TimeSpan.Zero));
        return Refused.Count > 0 ? null : new PolicyWish
        {
            Name = _name, IsEnabled = _isEnabled, Priority = Enum.TryParse<TicketPriority>(_priority, out var priority) ? priority : null, CategoryId = _category,
            RequesterTeamId = _team, HostGroupId = _group, CalendarId = _calendar ?? 0, FirstResponse = targets[0], NextUpdate = targets[1], Resolution = targets[2],
            Steps = [.. steps.Select(s => new StepWish(s.Step.Clock, s.Step.Side == Before ? -s.Length : s.Length, s.Step.Action, s.Step.TeamId))],
        };
    }

    private TimeSpan? Read(string text, string what)
    {
        if (DurationText.TryParse(text, out var span))
        {
            return span;
        }

        Refused = [.. Refused.Append($"“{what}”: write a length of time such as 30 min, 4 h or 1 d.").Distinct()];
        return null;
    }

    /// <summary>In a form that is read again, to the second.</summary>
    private static string Text(TimeSpan? span)
    {
        if (span is not { } value)
        {
            return "";
        }

        var parts = new[] { ((int)value.TotalHours, "h"), (value.Minutes, "min"), (value.Seconds, "s") }.Where(p => p.Item1 > 0).Select(p => $"{p.Item1} {p.Item2}").ToList();
        return value.Ticks % TimeSpan.TicksPerDay == 0 && value > TimeSpan.Zero ? $"{value.Days} d" : parts.Count == 0 ? "0 min" : string.Join(' ', parts);
    }

    private sealed class StepRow
    {
        public string Length { get; set; } = "";

        public string Side { get; set; } = Before;

        public SlaClock Clock { get; set; }

        public EscalationAction Action { get; set; }

        public int? TeamId { get; set; }
    }
}
