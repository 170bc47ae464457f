using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Problems.Rules;
using Monitor.Web.Problems.Rules.Yaml;

namespace Monitor.Tests.Problems.Rules;

public sealed class RuleYamlTests
{
    private static readonly RuleNames Names = new([(1, "Fleet"), (2, "Web: \"front\""), (3, "twice"), (4, "twice")], [(7, "db-1")]);

    private static readonly Rule Full = new()
    {
        Key = "disk-slow", Name = "Disk: slow # \"really\"", Description = "Line one\nLine two: [x]", Enabled = false,
        Definition = new RuleDefinition
        {
            Where = new HostScope { Groups = [2], Tags = ["env=prod"], Hosts = [7] }, Combine = Combination.Any, For = TimeSpan.FromSeconds(3725), ClearFor = TimeSpan.Zero,
            Source = "a source",
            Conditions =
            [
                new Condition
                {
                    Metric = "disk.latency_ms", Measure = Measure.Mean, Window = TimeSpan.FromMinutes(10),
                    Labels = [new LabelMatcher("device", LabelOperator.Like, "sd*"), new LabelMatcher("device", LabelOperator.IsNot, "sda"), new LabelMatcher("x", LabelOperator.Is, "")],
                    Steps = [new SeverityStep(Severity.Warning, 50.25, 40), new SeverityStep(Severity.Critical, 100)],
                },
                new Condition { Metric = "memory.used_percent", Kind = ConditionKind.Outside, Steps = [new SeverityStep(Severity.Warning, 90, 80, 1, 2)] },
            ],
        },
    };

    private static readonly Rule State = OfOne("clock-ahead", new Condition { Metric = "agent.clock", Kind = ConditionKind.StateText, Text = "*ahead*", Steps = [new SeverityStep(Severity.Info)] });

    private static readonly Rule Missing = OfOne("load-missing", new Condition { Metric = "load.1m", Kind = ConditionKind.NoData, Steps = [new SeverityStep(Severity.Critical)] });

    [Fact]
    public void What_is_exported_is_imported_as_the_same_rule()
    {
        Rule[] written = [Full, State, Missing];
        var (read, errors) = RuleYaml.Read(RuleYamlText.Of(written, Names), Names);
        Assert.Empty(errors);
        Assert.Equal(written.Length, read.Count);
        Assert.All(written.Zip(read), pair =>
        {
            Assert.Equal(RuleJson.Write(pair.First.Definition), RuleJson.Write(pair.Second.Definition));
            Assert.Equal(
                (pair.First.Key, pair.First.Name, pair.First.Description, pair.First.Enabled), (pair.Second.Key, pair.Second.Name, pair.Second.Description, pair.Second.Enabled));
        });
    }

    private static Rule OfOne(string key, Condition condition) => new()
    {
        Key = key, Name = key, Definition = new RuleDefinition { Conditions = [condition], For = TimeSpan.FromMinutes(1) },
    };

    [Theory]
    [InlineData("monitor-rules: 1\nrules: &a\n  - *a\n", "anchors")]
    [InlineData("a: &a [x, x, x, x]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b, *b]\n", "anchors")]
    [InlineData("monitor-rules: 1\nrules: [*x]\n", "aliases")]
    [InlineData("monitor-rules: 1\nrules: !!python/object/apply:os.system [ls]\n", "tags")]
    [InlineData("!System.Diagnostics.Process\nmonitor-rules: 1\n", "tags")]
    [InlineData("monitor-rules: 1\nmonitor-rules: 1\nrules: []\n", "twice")]
    [InlineData("monitor-rules: 1\nrules: []\n---\nmonitor-rules: 1\n", "more than one document")]
    [InlineData("monitor-rules: 1\nrules: [\n", "no YAML")]
    [InlineData("", "empty")]
    [InlineData("- just\n- a list\n", "map")]
    [InlineData("monitor-rules: 2\nrules: []\n", "does not begin with")]
    [InlineData("monitor-rules: 1\nrules: []\n", "has 0")]
    [InlineData("monitor-rules: 1\nrules: 5\n", "is a list")]
    [InlineData("monitor-rules: 1\nrules: []\n<<: {a: b}\n", "<< is not known")]
    [InlineData("? [a, b]\n: c\n", "a name is a plain text")]
    public void Attack_27_A_hostile_or_broken_file_is_refused_with_a_sentence(string text, string expected)
    {
        var (rules, errors) = RuleYaml.Read(text, Names);
        Assert.Empty(rules);
        Assert.Contains(expected, Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Attack_27_A_file_that_is_too_long_too_deep_or_of_too_many_pieces_is_refused()
    {
        Assert.Contains("too long", Only("monitor-rules: 1\n#" + new string('x', 10 * 1024 * 1024)), StringComparison.Ordinal);
        Assert.Contains("nested too deep", Only(new string('[', 50_000)), StringComparison.Ordinal);
        Assert.Contains("nested too deep", Only("a: " + string.Concat(Enumerable.Repeat("{a: ", 1000)) + "1" + new string('}', 1000)), StringComparison.Ordinal);
        Assert.Contains("too many pieces", Only("a: [" + string.Join(',', Enumerable.Repeat("1", 30_000)) + "]"), StringComparison.Ordinal);

        static string Only(string text) => Assert.Single(RuleYaml.Read(text, Names).Errors);
    }

    [Theory]
    [InlineData("limit: ninety", "limit is a number")]
    [InlineData("limit: 1e999", "limit is a number")]
    [InlineData("limit: .inf", "limit is a number")]
    [InlineData("limt: 90", "limt is not known here")]
    [InlineData("severity: bad", "severity is one of info, warning, critical")]
    public void A_slip_of_the_pen_is_named_with_its_line(string step, string expected)
    {
        var yaml = $"monitor-rules: 1\nrules:\n  - key: a\n    conditions:\n      - metric: cpu.used_percent\n        steps:\n          - {step}\n";
        var error = Assert.Single(RuleYaml.Read(yaml, Names).Errors);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.StartsWith("Line 7", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_rule_of_a_file_is_looked_at_and_all_that_is_wrong_is_said()
    {
        const string Yaml = """
            monitor-rules: 1
            rules:
              - {key: a, where: {groups: [twice]}, conditions: [{metric: cpu.used_percent, steps: [{limit: 90}]}]}
              - {key: b, where: {hosts: [nobody]}, conditions: [{metric: cpu.used_percent, steps: [{limit: 90}]}]}
              - {key: c, conditions: [{metric: cpu.used_percent, steps: [{limit: 101}]}]}
              - {key: d, conditions: [{metric: cpu.used_percent, steps: [{limit: 90}]}]}
              - {key: d, conditions: [{metric: cpu.used_percent, steps: [{limit: 90}]}]}
              - {key: e, conditions: []}
              - {key: f, conditions: [{metric: cpu.used_percent, labels: [nothing], steps: [{limit: 90}]}]}
            """;
        var errors = RuleYaml.Read(Yaml, Names).Errors;
        Assert.Equal(["Line 3", "Line 4", "Line 5", "Line 7", "Line 8", "Line 9"], errors.Select(e => e[..6]).Distinct());
    }

    [Fact]
    public void Random_bytes_are_refused_or_read_and_never_throw()
    {
        var random = new Random(5);
        var pieces = new[] { "monitor-rules: 1\n", "rules:\n", "  - key: a\n", "&a ", "*a ", "!!x ", "[", "]", "{", "}", ": ", "- ", "\n", "\t", "'", "\"", "|", ">", "#", "%", "\0", "\u2028", "é", "? " };
        for (var round = 0; round < 3000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => pieces[random.Next(pieces.Length)]));
            var (rules, errors) = RuleYaml.Read(text, Names);
            Assert.True(rules.Count > 0 || errors.Count > 0);
        }
    }
}
