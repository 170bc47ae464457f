using System.Globalization;
using Microsoft.AspNetCore.Components;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Components;
using Monitor.Web.Live;
using Monitor.Web.Problems.Rules;
using Monitor.Web.Problems.Rules.Editing;
using Monitor.Web.Store;

namespace Monitor.Web.Dashboard.Rules;

/// <summary>A curve of what the rule watches, with its limits as lines that can be moved.</summary>
public sealed partial class PastCard(SeriesReader reader, TimeProvider time) : IDisposable
{
    private static readonly (string Key, string Title, TimeSpan Span)[] Ranges =
        [("24h", "24 h", TimeSpan.FromDays(1)), ("7d", "7 days", TimeSpan.FromDays(7)), ("30d", "30 days", TimeSpan.FromDays(30))];

    private static readonly ChartSeries[] OneLine = [new("Value", 1)];

    private readonly ScreenLife _left = new();
    private readonly IReadOnlyList<ChartSeries> _lines = OneLine;
    private IReadOnlyList<RuleMatch> _choices = [];
    private RuleMatch? _chosen;
    private ChartData? _data;
    private IReadOnlyList<ChartShade> _shades = [];
    private (int Series, string Range)? _drawn;
    private string? _error;

    [Parameter, EditorRequired]
    public required RuleForm Form { get; set; }

    [Parameter, EditorRequired]
    public RuleMatches? Matches { get; set; }

    [Parameter]
    public string? Range { get; set; }

    [Parameter]
    public int? Series { get; set; }

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

    protected override async Task OnParametersSetAsync()
    {
        if (Matches is null)
        {
            return;
        }

        var metric = Form.Conditions[0].Metric.Trim();
        _choices = [.. Matches.First.Where(m => m.Series is not null && m.Series.Metric == metric)];
        _chosen = _choices.FirstOrDefault(c => c.Series!.Id == Series) ?? (_choices.Count > 0 ? _choices[0] : null);
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
        catch (Npgsql.NpgsqlException)
        {
            _error = "The database does not answer. Try again in a moment.";
        }
    }

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

    private static string Tone(Domain.Problems.Severity severity) => severity switch
    {
        Domain.Problems.Severity.Critical => "critical",
        Domain.Problems.Severity.Warning => "warning",
        _ => "unknown",
    };

    public void Dispose() => _left.Dispose();
}
