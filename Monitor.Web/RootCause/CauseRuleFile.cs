using System.Globalization;
using Monitor.Domain.RootCause.Facts;
using Monitor.Domain.RootCause.Rules;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Monitor.Web.RootCause;

/// <summary>The rules of the file that the product ships, and of the administrator's own where <c>RootCause:RulesFile</c> names one.</summary>
public static class CauseRuleFile
{
    /// <summary>Rules that a file may have.</summary>
    public const int MostRules = 200;

    private const int NameLength = 80;

    public static IReadOnlyList<CauseRule> Shipped { get; } = [.. Parse(ShippedText()).Select(r => r.Rule)];

    internal static string ShippedText()
    {
        using var stream = typeof(CauseRuleFile).Assembly.GetManifestResourceStream("Monitor.Web.RootCause.rules.yaml")
            ?? throw new InvalidOperationException("The rules of root cause are part of the build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Throws <see cref="FormatException"/> with the line and what to change.</summary>
    internal static IReadOnlyList<(CauseRule Rule, IReadOnlyList<CauseRuleTest> Tests)> Parse(string text)
    {
        try
        {
            var file = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).WithDuplicateKeyChecking().Build().Deserialize<RuleFileText?>(text);
            var rules = file?.Rules ?? throw new FormatException("The file has no list \"rules\".");
            return rules.Count > MostRules ? throw new FormatException($"The file has {rules.Count} rules; {MostRules} are the most.") : [.. rules.Select(r => (Of(r), (IReadOnlyList<CauseRuleTest>)(r.Tests ?? [])))];
        }
        catch (YamlException wrong)
        {
            throw new FormatException($"Line {wrong.Start.Line}: {(wrong.InnerException ?? wrong).Message}", wrong);
        }
    }

    private static CauseRule Of(RuleText rule) => new()
    {
        Name = Needed(rule.Name, "name", "?") is { Length: <= NameLength } name ? name : throw Wrong(rule, $"the name is at most {NameLength} characters"),
        Title = Needed(rule.Title, "title", rule.Name),
        Symptoms = rule.Symptoms ?? [],
        Places = [.. (rule.Places ?? []).Select(p => Enum.TryParse<HostPlace>(p, ignoreCase: true, out var place) ? place : throw Wrong(rule, $"the place \"{p}\" is none of own, parent, called"))],
        Changes = [.. (rule.Changes ?? []).Select(c => new RuleChange(
            Needed(c.Metric, "metric", rule.Name), c.Down is null ? 1 : -1, c.Up ?? c.Down ?? throw Wrong(rule, "a change needs \"up\" or \"down\""), c.Strength ?? 3, c.Of == "symptom"))],
        Process = rule.Process is { } process ? new RuleProcess(process.By == "memory", process.Share ?? 0.35) : null,
        Event = rule.Event is { } happened ? new RuleEvent(happened.Kinds ?? [], Minutes(rule, happened.Within)) : null,
        IsSilent = rule.Silent ?? false,
        LogWords = rule.Log ?? [],
        Cause = Needed(rule.Cause, "cause", rule.Name),
        Sentence = Needed(rule.Sentence, "sentence", rule.Name),
        Action = rule.Action,
        Files = rule.Files is { } files ? new RuleFiles(Needed(files.Sentence, "sentence of \"files\"", rule.Name), Needed(files.Action, "action of \"files\"", rule.Name)) : null,
        Weight = rule.Weight is null or (> 0 and <= 1) ? rule.Weight ?? 0.8 : throw Wrong(rule, "the weight is above 0 and at most 1"),
    };

    private static string Needed(string? value, string what, string? rule) =>
        string.IsNullOrWhiteSpace(value) ? throw new FormatException($"The rule {rule} has no \"{what}\".") : value;

    private static TimeSpan Minutes(RuleText rule, string? text) =>
        text is [.. var digits, 'm'] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && minutes is > 0 and <= 1440
            ? TimeSpan.FromMinutes(minutes) : throw Wrong(rule, "\"within\" is minutes, such as 20m, at most 1440m");

    private static FormatException Wrong(RuleText rule, string what) => new($"The rule {rule.Name}: {what}.");
}
