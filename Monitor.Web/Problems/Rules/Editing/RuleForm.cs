using System.Globalization;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Problems.Rules.Yaml;

namespace Monitor.Web.Problems.Rules.Editing;

/// <summary>A rule as it stands in the editor: what is typed stays typed until it can be read.</summary>
public sealed class RuleForm
{
    public string Key { get; set; } = "";

    public string Name { get; set; } = "";

    public string Description { get; set; } = "";

    public bool Enabled { get; set; } = true;

    public Combination Combine { get; set; }

    public string For { get; set; } = "";

    public string ClearFor { get; set; } = "";

    public string Tags { get; set; } = "";

    /// <summary>People are also told when a forecast says that the limit will be crossed.</summary>
    public bool IsPredicted { get; set; }

    public string PredictedPercent { get; set; } = "70";

    public string PredictedWithin { get; set; } = "1 d";

    public List<int> Groups { get; } = [];

    public List<int> Hosts { get; } = [];

    public List<ConditionForm> Conditions { get; } = [];

    private string? Source { get; set; }

    public static RuleForm Of(RuleDraft draft)
    {
        var form = new RuleForm
        {
            Key = draft.Key, Name = draft.Name, Description = draft.Description, Enabled = draft.Enabled, Combine = draft.Definition.Combine,
            For = RuleYamlText.Exact(draft.Definition.For), ClearFor = draft.Definition.ClearFor is { } clear ? RuleYamlText.Exact(clear) : "",
            Tags = string.Join('\n', draft.Definition.Where.Tags), Source = draft.Definition.Source,
        };
        if (draft.Definition.Predicted is { } predicted)
        {
            (form.IsPredicted, form.PredictedPercent, form.PredictedWithin) = (true, StepForm.Text(predicted.Probability * 100), RuleYamlText.Exact(predicted.Within));
        }

        form.Groups.AddRange(draft.Definition.Where.Groups);
        form.Hosts.AddRange(draft.Definition.Where.Hosts);
        form.Conditions.AddRange(draft.Definition.Conditions.Select(ConditionForm.Of));
        return form;
    }

    /// <summary>The draft, as far as it can be read; errors say what cannot, and what would be right.</summary>
    public (RuleDraft? Draft, IReadOnlyList<string> Errors) Read()
    {
        var errors = new FormErrors();
        var draft = new RuleDraft
        {
            Key = Key.Trim(), Name = Name.Trim(), Description = Description.Trim(), Enabled = Enabled,
            Definition = new RuleDefinition
            {
                Where = new HostScope { Groups = [.. Groups], Hosts = [.. Hosts], Tags = Lines(Tags) }, Combine = Combine, Source = Source,
                For = errors.Duration(For, "time that it must hold for"), ClearFor = ClearFor.Trim().Length == 0 ? null : errors.Duration(ClearFor, "time that it must be well for"),
                Conditions = [.. Conditions.Select(c => c.Read(errors))], Predicted = Predicted(errors),
            },
        };
        return errors.All.Count > 0 ? (null, errors.All) : draft.Errors() is { Count: > 0 } wrong ? (null, wrong) : (draft, []);
    }

    /// <summary>Enough of it to look up what it watches, though limits may still be missing; null where not even that can be read.</summary>
    internal RuleDefinition? Loose()
    {
        var errors = new FormErrors();
        var conditions = Conditions.ConvertAll(c => c.Loose(errors));
        return errors.All.Count > 0 || conditions.Count == 0
            ? null
            : new RuleDefinition { Where = new HostScope { Groups = [.. Groups], Hosts = [.. Hosts], Tags = Lines(Tags) }, Conditions = conditions };
    }

    private PredictedPart? Predicted(FormErrors errors) => !IsPredicted ? null : new PredictedPart(
        Math.Round((errors.Number(PredictedPercent, "probability") ?? 0) / 100, 6), errors.Duration(PredictedWithin, "time of a prediction"));

    internal static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>One condition in the editor.</summary>
public sealed class ConditionForm
{
    public string Metric { get; set; } = "";

    /// <summary>One comparison a line.</summary>
    public string Labels { get; set; } = "";

    public ConditionKind Kind { get; set; }

    public Measure Measure { get; set; }

    public string Window { get; set; } = "5 min";

    public string Text { get; set; } = "";

    public List<StepForm> Steps { get; } = [];

    public bool HasLimits => Kind is ConditionKind.Above or ConditionKind.Below or ConditionKind.Outside;

    public static ConditionForm New() => new() { Metric = "cpu.used_percent", Steps = { new StepForm { Severity = Severity.Warning, Limit = "90" } } };

    public static ConditionForm Of(Condition condition)
    {
        var form = new ConditionForm
        {
            Metric = condition.Metric, Labels = string.Join('\n', condition.Labels), Kind = condition.Kind, Measure = condition.Measure,
            Window = condition.Window > TimeSpan.Zero ? RuleYamlText.Exact(condition.Window) : "5 min", Text = condition.Text,
        };
        form.Steps.AddRange(condition.Steps.Select(s => StepForm.Of(s, condition.IsOfSamples)));
        return form;
    }

    internal Condition Loose(FormErrors errors) => new()
    {
        Metric = Metric.Trim(), Kind = Kind, Text = Text.Trim(), Labels = Kind is ConditionKind.StateText or ConditionKind.Unusual ? [] : errors.Labels(RuleForm.Lines(Labels)), Steps = [new SeverityStep(Severity.Warning)],
    };

    internal Condition Read(FormErrors errors) => new()
    {
        Metric = Metric.Trim(), Kind = Kind, Text = Kind == ConditionKind.StateText ? Text.Trim() : "",
        Measure = HasLimits ? Measure : Measure.Last, Window = HasLimits && Measure != Measure.Last ? errors.Duration(Window, "window") : TimeSpan.Zero,
        Labels = Kind is ConditionKind.StateText or ConditionKind.Unusual ? [] : errors.Labels(RuleForm.Lines(Labels)),
        Steps = [.. Steps.OrderBy(s => s.Severity).Select(s => s.Read(HasLimits, Kind == ConditionKind.Outside, errors))],
    };
}

/// <summary>One step of a ladder in the editor.</summary>
public sealed class StepForm
{
    public Severity Severity { get; set; }

    public string Limit { get; set; } = "";

    public string Clear { get; set; } = "";

    public string Low { get; set; } = "";

    public string LowClear { get; set; } = "";

    /// <summary>Another limit. A clear level keeps its distance in proportion, so that it stays on the good side.</summary>
    public void MoveLimit(double limit, ConditionKind kind)
    {
        if (double.TryParse(Clear, NumberStyles.Float, CultureInfo.InvariantCulture, out var clear)
            && double.TryParse(Limit, NumberStyles.Float, CultureInfo.InvariantCulture, out var before))
        {
            var moved = before > 0 && limit > 0 ? Math.Round(limit * (clear / before), 3) : limit;
            Clear = Text(kind == ConditionKind.Below ? Math.Max(moved, limit) : Math.Min(moved, limit));
        }

        Limit = Text(limit);
    }

    public static StepForm Of(SeverityStep step, bool hasLimit) => new()
    {
        Severity = step.Severity, Limit = hasLimit ? Text(step.Limit) : "", Clear = Text(step.ClearLevel), Low = Text(step.Low), LowClear = Text(step.LowClear),
    };

    internal SeverityStep Read(bool hasLimit, bool isBand, FormErrors errors) => hasLimit
        ? new SeverityStep(
            Severity, errors.Number(Limit, "limit") ?? 0, errors.Optional(Clear, "clear level"),
            isBand ? errors.Number(Low, "low limit") : null, isBand ? errors.Optional(LowClear, "clear level of the low side") : null)
        : new SeverityStep(Severity);

    public static string Text(double? value) => value?.ToString("0.######", CultureInfo.InvariantCulture) ?? "";
}
