using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Web.Problems.Rules.Yaml;

/// <summary>Reads rules from a file of ours, whole or not at all. <see cref="RuleYamlText"/> writes the same.</summary>
public static class RuleYaml
{
    public const string Version = "monitor-rules";
    private const int MostRules = 500;

    /// <summary>The rules, or what is wrong with the file and on which line.</summary>
    public static (IReadOnlyList<RuleDraft> Rules, IReadOnlyList<string> Errors) Read(string text, RuleNames names)
    {
        try
        {
            var file = new YamlFields(YamlReader.Read(text), "the file");
            if (file.Text(Version) != "1")
            {
                return ([], [$"The file does not begin with {Version}: 1, so it is none that this version reads."]);
            }

            var list = file.List("rules");
            file.Done();
            if (list.Count is 0 or > MostRules)
            {
                return ([], [$"A file has 1 to {MostRules} rules; this one has {list.Count}."]);
            }

            return Drafts(list, names);
        }
        catch (YamlRefusedException refused)
        {
            return ([], [refused.Message]);
        }
    }

    private static (IReadOnlyList<RuleDraft> Rules, IReadOnlyList<string> Errors) Drafts(IReadOnlyList<YamlNode> list, RuleNames names)
    {
        var (drafts, errors) = (new List<RuleDraft>(), new List<string>());
        foreach (var node in list)
        {
            try
            {
                var draft = Draft(new YamlFields(node, "a rule"), names);
                errors.AddRange(draft.Errors().Select(e => $"Line {node.Line}, {draft.Key}: {e}"));
                if (drafts.Exists(d => d.Key == draft.Key))
                {
                    errors.Add($"Line {node.Line}: the key {draft.Key} comes twice.");
                }

                drafts.Add(draft);
            }
            catch (YamlRefusedException refused)
            {
                errors.Add(refused.Message);
            }
        }

        return (drafts, errors);
    }

    private static RuleDraft Draft(YamlFields rule, RuleNames names)
    {
        var key = rule.Required("key");
        var conditions = rule.List("conditions").Select(c => Condition(new YamlFields(c, "a condition"))).ToList();
        if (conditions.Count == 0)
        {
            throw new YamlRefusedException($"Line {rule.Line}: a rule has at least one condition.");
        }

        var draft = new RuleDraft
        {
            Key = key, Name = rule.Text("name", key), Description = rule.Text("description"), Enabled = rule.Truth("enabled", true),
            Definition = new RuleDefinition
            {
                Where = Scope(rule.Find("where"), names), Conditions = conditions, Combine = rule.Choice("combine", Combination.All),
                For = rule.Duration("for") ?? TimeSpan.Zero, ClearFor = rule.Duration("clear-for"), Predicted = Predicted(rule.Find("predicted")),
                Source = rule.Find("waits-for") is YamlText waits ? waits.Text : null,
            },
        };
        rule.Done();
        return draft;
    }

    private static PredictedPart? Predicted(YamlNode? node)
    {
        if (node is null)
        {
            return null;
        }

        var fields = new YamlFields(node, "predicted");
        var part = new PredictedPart(fields.Number("probability") ?? 0, fields.Duration("within") ?? TimeSpan.Zero);
        fields.Done();
        return part;
    }

    private static HostScope Scope(YamlNode? node, RuleNames names)
    {
        if (node is null)
        {
            return HostScope.All;
        }

        var where = new YamlFields(node, "where");
        var scope = new HostScope
        {
            Groups = [.. where.Texts("groups").Select(t => names.Group(t.Text) ?? throw Unknown("group", t))],
            Hosts = [.. where.Texts("hosts").Select(t => names.Host(t.Text) ?? throw Unknown("host", t))],
            Tags = [.. where.Texts("tags").Select(t => t.Text)],
        };
        where.Done();
        return scope;
    }

    private static Condition Condition(YamlFields condition)
    {
        var steps = condition.List("steps").Select(s => Step(new YamlFields(s, "a step"))).ToList();
        if (steps.Count == 0)
        {
            throw new YamlRefusedException($"Line {condition.Line}: a condition has at least one step with a severity.");
        }

        var read = new Condition
        {
            Metric = condition.Text("metric"), Kind = condition.Choice("compare", ConditionKind.Above), Measure = condition.Choice("measure", Measure.Last),
            Window = condition.Duration("window") ?? TimeSpan.Zero, Text = condition.Text("text"), Steps = steps,
            Labels =
            [
                .. condition.Texts("labels").Select(t => LabelLine.TryParse(t.Text, out var matcher)
                    ? matcher
                    : throw new YamlRefusedException($"Line {t.Line}: a label is compared as in \"mount = /\", \"mount != /boot\" or \"device ~ sd*\".")),
            ],
        };
        condition.Done();
        return read;
    }

    private static SeverityStep Step(YamlFields step)
    {
        var read = new SeverityStep(
            step.Choice("severity", Severity.Warning), step.Number("limit") ?? 0, step.Number("clear"), step.Number("low"), step.Number("low-clear"));
        step.Done();
        return read;
    }

    private static YamlRefusedException Unknown(string what, YamlText name) =>
        new($"Line {name.Line}: there is not exactly one {what} with the name {WholeText.Cut(name.Text, 61)}.");
}
