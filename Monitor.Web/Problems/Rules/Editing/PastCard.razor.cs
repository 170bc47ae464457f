using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Access;
using Monitor.Web.Components;
using Monitor.Web.Hosting;
using Monitor.Web.Live;
using Monitor.Web.Problems.Replay;
using Monitor.Web.Store;

namespace Monitor.Web.Problems.Rules.Editing;

/// <summary>A curve of what the rule watches, with its limits as lines that can be moved, and what the rule as it stands would have done in that time.</summary>
public sealed partial class PastCard(SeriesReader reader, RuleRehearsal rehearsal, AccessGate gate, TimeProvider time) : IDisposable
{
    private static readonly (string Key, string Title, TimeSpan Span)[] Ranges =
        [("24h", "24 h", TimeSpan.FromDays(1)), ("7d", "7 days", TimeSpan.FromDays(7)), ("30d", "30 days", TimeSpan.FromDays(30))];

    private const int MostShades = 200;

    private static readonly ChartSeries[] OneLine = [new("Value", 1)];

    private readonly ScreenLife _left = new();
    private readonly IReadOnlyList<ChartSeries> _lines = OneLine;
    private IReadOnlyList<RuleMatch> _choices = [];
    private RuleMatch? _chosen;
    private ChartData? _data;
    private IReadOnlyList<ChartShade> _shades = [];
    private (int Series, string Range)? _drawn;
    private Rehearsal? _rehearsal;
    private string? _rehearsed;
    private IReadOnlyList<string> _refusals = [];
    private bool _busy;
    private string? _error;

    [Parameter, EditorRequired]
    public required RuleForm Form { get; set; }

    [Parameter, EditorRequired]
    public RuleMatches? Matches { get; set; }

    /// <summary>Why there are no matches.</summary>
    [Parameter]
    public string? Waiting { get; set; }

    /// <summary>Null for a new rule.</summary>
    [Parameter]
    public int? RuleId { get; set; }

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    [Parameter]
    public string? Range { get; set; }

    [Parameter]
    public int? Series { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<RuleHost> Names { get; set; }

    /// <summary>A limit was moved: the form has it.</summary>
    [Parameter]
    public EventCallback OnChange { get; set; }

    /// <summary>Another range or series is wanted; it belongs into the address.</summary>
    [Parameter]
    public EventCallback<(string Range, int? Series)> OnShow { get; set; }

    private string CurrentRange => Ranges.Any(r => r.Key == Range) ? Range! : Ranges[0].Key;

    private MetricUnit Unit => MetricCatalog.Find(Form.Conditions[0].Metric.Trim()).Unit;

    /// <summary>Lines only where what is drawn is what is compared: a change or a mean of another shape has no place on this axis.</summary>
    private IReadOnlyList<ChartLimit> Limits
    {
        get
        {
            var condition = Form.Conditions[0];
            if (!condition.HasLimits || condition.Measure is Measure.Change or Measure.LastWeekChange)
            {
                return [];
            }

            var lines = new List<ChartLimit>();
            foreach (var step in condition.Steps)
            {
                Add($"{step.Severity} limit", $"{step.Severity}.limit", step.Limit, Tone(step.Severity));
                if (condition.Kind == ConditionKind.Outside)
                {
                    Add($"{step.Severity} low limit", $"{step.Severity}.low", step.Low, Tone(step.Severity));
                }
            }

            return lines;

            void Add(string name, string key, string text, string tone)
            {
                if (double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
                {
                    lines.Add(new ChartLimit(key, name, value, tone, CanMove: true));
                }
            }
        }
    }

    /// <summary>The rule was changed since it was replayed.</summary>
    private bool IsOld => _rehearsal is not null && _rehearsed != Fingerprint();

    protected override async Task OnParametersSetAsync()
    {
        if (Matches is null)
        {
            return;
        }

        var metric = Form.Conditions[0].Metric.Trim();
        _choices = [.. Matches.First.Where(m => m.Series is not null && m.Series.Metric == metric)];
        _chosen = _choices.FirstOrDefault(c => c.Series!.Id == Series) ?? (_choices.Count > 0 ? _choices[0] : null);
        Shade();
        if (_chosen is not null && _drawn != (_chosen.Series!.Id, CurrentRange))
        {
            (_drawn, _data) = ((_chosen.Series.Id, CurrentRange), null);
            await ReadAsync();
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            var to = time.GetUtcNow();
            var range = new TimeRange(to - Ranges.First(r => r.Key == CurrentRange).Span, to);
            var curves = await reader.ReadAsync([_chosen!.Series!], range, SeriesReader.MaximumPoints, _left.Token);
            _data = ChartShape.Of(range, [curves[0].Curve]);
            _error = null;
        }
        catch (Exception failure) when (DatabaseOutage.Is(failure))
        {
            _error = "The database does not answer. Try again in a moment.";
        }
    }

    private async Task ReplayAsync()
    {
        var (draft, errors) = Form.Read();
        if (draft is null)
        {
            (_rehearsal, _refusals) = (null, errors);
            return;
        }

        _busy = true;
        try
        {
            var actor = await gate.RequireAsync((await AuthenticationState).User, Permissions.RulesRead, _left.Token);
            var to = time.GetUtcNow();
            var request = new RehearsalRequest(draft.Definition, to - Ranges.First(r => r.Key == CurrentRange).Span, to, actor) { RuleId = RuleId };
            var outcome = await rehearsal.RunAsync(request, _left.Token);
            (_rehearsal, _refusals, _rehearsed) = (outcome.Rehearsal, outcome.Errors, Fingerprint());
            Shade();
            await ShowAHitAsync();
        }
        catch (AccessRefusedException refused)
        {
            _refusals = [refused.Message];
        }
        catch (Exception failure) when (DatabaseOutage.Is(failure))
        {
            _refusals = ["The database does not answer. Try again in a moment."];
        }
        finally
        {
            _busy = false;
        }
    }

    /// <summary>Whoever chose no series wants to see where it would have fired.</summary>
    private async Task ShowAHitAsync()
    {
        if (Series is null && _shades.Count == 0 && _rehearsal is { } done
            && _choices.FirstOrDefault(c => done.Problems.Any(p => p.HostId == c.HostId && (p.Labels == c.Series!.Labels || Form.Conditions.Count > 1))) is { } hit)
        {
            await OnShow.InvokeAsync((CurrentRange, hit.Series!.Id));
        }
    }

    /// <summary>The times in which the rule would have fired on what is drawn; a rule of several conditions fires on the host.</summary>
    private void Shade()
    {
        if (_rehearsal is not { } done || _chosen is null || IsOld)
        {
            _shades = [];
            return;
        }

        _shades = [.. done.Problems.Where(p => p.HostId == _chosen.HostId && (p.Labels == _chosen.Series!.Labels || Form.Conditions.Count > 1)).Take(MostShades)
            .Select(p => new ChartShade(p.FiringAt.ToUnixTimeMilliseconds(), (p.EndedAt ?? done.To).ToUnixTimeMilliseconds(), Tone(p.Severity)))];
    }

    private string Fingerprint() => Form.Read().Draft is { } draft ? CurrentRange + RuleJson.Write(draft.Definition) : "";

    private string HostName(int hostId) => Names.FirstOrDefault(h => h.Id == hostId)?.Name ?? "another host";

    private async Task MoveAsync((string Key, double Value) moved)
    {
        foreach (var step in Form.Conditions[0].Steps)
        {
            if (moved.Key == $"{step.Severity}.limit")
            {
                step.MoveLimit(moved.Value, Form.Conditions[0].Kind);
            }
            else if (moved.Key == $"{step.Severity}.low")
            {
                step.Low = StepForm.Text(moved.Value);
            }
        }

        await OnChange.InvokeAsync();
    }

    private Task ChooseAsync(ChangeEventArgs e) => int.TryParse(e.Value?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        ? OnShow.InvokeAsync((CurrentRange, id))
        : Task.CompletedTask;

    private static string Tone(Severity severity) => severity switch
    {
        Severity.Critical => "critical",
        Severity.Warning => "warning",
        _ => "unknown",
    };

    public void Dispose() => _left.Dispose();
}
