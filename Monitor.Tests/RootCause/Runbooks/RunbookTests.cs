using Monitor.Domain.Access;
using Monitor.Domain.RootCause.Runbooks;
using Monitor.Domain.Wire;

namespace Monitor.Tests.RootCause.Runbooks;

public sealed class RunbookTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static RunbookDefinition Plain => new()
    {
        Name = "Restart nginx", Causes = ["process:nginx"], Steps = [new RunbookStep(RunbookStepKind.Action, "") { Action = "restart-nginx" }], AutomaticGroups = [1],
    };

    private static AutomaticFacts AllGood => new()
    {
        IsSwitchedOn = true, IsEnabled = true, ProblemFires = true, Groups = [3, 1], Confidence = 0.9, IsSupported = true, Actions = [new HostAction("restart-nginx", "restart-unit", "", [])],
    };

    [Theory]
    [InlineData("process:*", "process:nginx", "rank:metrics", true)]
    [InlineData("process:nginx", "process:NGINX", null, true)]
    [InlineData("process:n*x", "process:nginx-worker", null, false)]
    [InlineData("disk:*", "process:disk:sda", null, false)]
    [InlineData("files:/var/*/log*", "files:/var/a/b/log.1", null, true)]
    [InlineData("rule:disk-full", null, null, true)]
    [InlineData("rule:disk-*", "none", "rank:metrics", true)]
    [InlineData("rule:disk-files", "files:/var/log", "rule:disk-files", true)]
    [InlineData("rule:cpu", "process:x", "rule:cpu-high", false)]
    [InlineData("*:none", "none", null, false)]
    public void A_cause_fits_a_pattern(string pattern, string? cause, string? method, bool fits) =>
        Assert.Equal(fits, CausePattern.Matches(pattern, cause, method, "disk-full"));

    [Fact]
    public void A_runbook_says_what_is_wrong_with_it()
    {
        Assert.Null(RunbookCheck.Error(Plain));
        var wrong = new[]
        {
            Plain with { Name = " " }, Plain with { Causes = [] }, Plain with { Causes = ["nginx"] }, Plain with { Causes = ["*:*"] }, Plain with { Steps = [] },
            Plain with { LeastConfidence = double.NaN }, Plain with { MostPerHost = 0 }, Plain with { WindowMinutes = 0 }, Plain with { CheckMinutes = 241 },
            Plain with { Steps = [.. Plain.Steps, new RunbookStep(RunbookStepKind.Manual, "Look")] },
        };
        Assert.All(wrong, w => Assert.NotNull(RunbookCheck.Error(w)));
        Assert.Equal(Plain.Steps, RunbookJson.TryRead(RunbookJson.Write(Plain))!.Steps);
        Assert.Null(RunbookJson.TryRead("""{"name":"x","causes":["a:b"],"steps":[{"kind":"Shell","text":"rm"}]}"""));
    }

    [Theory]
    [InlineData("; rm -rf /", null)]
    [InlineData("$(id)", null)]
    [InlineData("--force", null)]
    [InlineData("../restart", null)]
    [InlineData("restart nginx", null)]
    [InlineData("restart\n", null)]
    [InlineData("restart-nginx", "--output=/etc/passwd")]
    [InlineData("restart-nginx", "a b")]
    [InlineData("restart-nginx", "a\0b")]
    [InlineData("restart-nginx", "\u202Eabc")]
    public void Attack_43_A_name_or_value_that_could_be_more_than_a_name_is_no_step(string action, string? value) =>
        Assert.NotNull(RunbookCheck.Error(Plain with { Steps = [new RunbookStep(RunbookStepKind.Action, "") { Action = action, Parameter = value }] }));

    [Theory]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/a\\b")]
    [InlineData(null)]
    public void Attack_19_A_page_of_a_step_is_a_path_of_this_product(string? address) =>
        Assert.NotNull(RunbookCheck.Error(Plain with { AutomaticGroups = [], Steps = [new RunbookStep(RunbookStepKind.OpenPage, "") { Address = address }] }));

    [Fact]
    public void A_run_moves_by_the_table_and_by_nothing_else()
    {
        foreach (var from in Enum.GetValues<RunState>())
        {
            foreach (var to in Enum.GetValues<RunState>())
            {
                var run = new RunbookRun { State = from };
                Assert.Equal(RunMoves.Exists(from, to), Record.Exception(() => run.MoveTo(to, Noon)) is null);
            }
        }

        // Nothing that was not agreed to, or is over, can be sent.
        Assert.All(Enum.GetValues<RunState>(), s => Assert.Equal(s is RunState.Approved or RunState.Sent or RunState.Running, RunMoves.Exists(s, RunState.Sent)));
    }

    [Fact]
    public void What_became_of_a_run_stays_within_its_length_and_is_never_cut_within_a_character()
    {
        foreach (var first in new[] { "", "a" })
        {
            var run = new RunbookRun();
            run.Say(first + string.Concat(Enumerable.Repeat("\U0001F525", RunbookRun.OutcomeLength)));
            Assert.InRange(run.Outcome.Length, RunbookRun.OutcomeLength - 1, RunbookRun.OutcomeLength);
            Assert.False(char.IsLowSurrogate(run.Outcome[1]));
            Assert.EndsWith("\U0001F525", run.Outcome, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_run_tries_every_action_first_then_does_every_step()
    {
        var runbook = Plain with { AutomaticGroups = [], Steps = [new RunbookStep(RunbookStepKind.Manual, "Look"), Plain.Steps[0], Plain.Steps[0]] };
        Assert.Equal([(1, true), (2, true), (0, false), (1, false), (2, false)], Walk(runbook, false));
        Assert.Equal([(1, true), (2, true)], Walk(runbook, true));
        Assert.Equal([(0, false), (1, false), (2, false)], Walk(runbook with { RehearsesFirst = false }, false));
        Assert.Empty(Walk(runbook with { Steps = [runbook.Steps[0]] }, true));
    }

    [Fact]
    public void Limits_hold_on_a_host_in_its_group_and_in_all_and_end_with_the_window()
    {
        var runbook = Plain with { MostPerHost = 1, MostPerGroup = 2, MostInAll = 3 };
        Assert.Null(Say(new StartedRun(2, 9, Noon)));
        Assert.Contains("on this host", Say(new StartedRun(1, 5, Noon.AddMinutes(-59))), StringComparison.Ordinal);
        Assert.Null(Say(new StartedRun(1, 5, Noon.AddMinutes(-60))));
        Assert.Contains("of this group", Say(new StartedRun(2, 5, Noon), new StartedRun(3, 5, Noon)), StringComparison.Ordinal);
        Assert.Contains("in all", Say(new StartedRun(2, 6, Noon), new StartedRun(3, 7, Noon), new StartedRun(4, 8, Noon)), StringComparison.Ordinal);
        Assert.Contains("2026-11-20 12:30 UTC", Say(new StartedRun(1, 5, Noon.AddMinutes(-30))), StringComparison.Ordinal);

        string? Say(params StartedRun[] started) => RunbookRate.Refusal(runbook, started, 1, 5, Noon);
    }

    [Fact]
    public void It_runs_by_itself_only_where_every_condition_holds()
    {
        Assert.Null(AutomaticRun.WhyNot(Plain, AllGood));
        Assert.Null(AutomaticRun.WhyNot(Plain, AllGood with { Confidence = null, IsSupported = false }));
        var against = new[]
        {
            AllGood with { IsSwitchedOn = false }, AllGood with { IsEnabled = false }, AllGood with { ProblemFires = false }, AllGood with { Groups = [3] }, AllGood with { Confidence = 0.79 },
            AllGood with { IsSupported = false }, AllGood with { Actions = null }, AllGood with { Actions = [] }, AllGood with { Actions = [new HostAction("restart-nginx", "", "", ["a"])] },
            AllGood with { HasAnother = true }, AllGood with { RateRefusal = "Too often." },
        };
        Assert.All(against, facts => Assert.NotNull(AutomaticRun.WhyNot(Plain, facts)));
        Assert.NotNull(AutomaticRun.WhyNot(Plain with { AutomaticGroups = [] }, AllGood));
    }

    [Theory]
    [InlineData(5, null, 7, true)]
    [InlineData(-5, null, 7, false)]
    [InlineData(null, 70.0, 7, null)]
    [InlineData(null, 70.0, 11, true)]
    [InlineData(null, 95.0, 11, false)]
    [InlineData(null, null, 11, false)]
    [InlineData(12, 95.0, 13, false)]
    public void It_helped_when_the_problem_ended_in_time_or_the_value_is_back(int? endedAfter, double? value, int now, bool? helped)
    {
        var at = Noon.AddMinutes(now);
        var problem = new ProblemAfter(endedAfter is { } m ? Noon.AddMinutes(m) : null, 97, 90, value is null ? null : at.AddSeconds(-10), value);
        Assert.Equal(helped, RunVerdict.Judge(Noon.AddMinutes(-1), Noon, Noon.AddMinutes(10), at, problem).Helped);
    }

    [Fact]
    public void A_problem_that_nobody_judges_any_more_says_nothing_of_the_run_and_one_that_clears_says_that_it_helped()
    {
        var withdrawn = new ProblemAfter(Noon.AddMinutes(2), 97, 90, null, null) { Withdrawn = "The rule was deleted." };
        Assert.Equal(new RunJudgement(true, null, "Nobody judges the problem any more. The rule was deleted."), RunVerdict.Judge(Noon.AddMinutes(-1), Noon, Noon.AddMinutes(10), Noon.AddMinutes(3), withdrawn));
        var clearing = new ProblemAfter(null, 97, 90, null, null) { IsClearing = true };
        Assert.False(RunVerdict.Judge(Noon.AddMinutes(-1), Noon, Noon.AddMinutes(10), Noon.AddMinutes(3), clearing).IsDecided);
        Assert.True(RunVerdict.Judge(Noon.AddMinutes(-1), Noon, Noon.AddMinutes(10), Noon.AddMinutes(10), clearing).Helped);
    }

    [Fact]
    public void Attack_06_A_seal_holds_for_one_host_one_key_and_exactly_what_was_said()
    {
        var (key, other) = (Secret.Hash("one"), Secret.Hash("other"));
        var command = new WireCommand(Guid.NewGuid(), "restart-nginx", null, true, 1_700_000_000_000, "");
        command = command with { Seal = CommandSeal.Of(key, 7, command) };
        Assert.True(CommandSeal.Holds(key, 7, command));
        Assert.False(CommandSeal.Holds(other, 7, command));
        Assert.False(CommandSeal.Holds(key, 8, command));
        var forged = new[]
        {
            command with { Id = Guid.NewGuid() }, command with { Action = "restart-ngin" }, command with { Parameter = "" }, command with { DryRun = false },
            command with { Expires = command.Expires + 1 }, command with { Action = "restart-ngin", Parameter = "x" }, command with { Seal = "" },
        };
        Assert.All(forged, f => Assert.False(CommandSeal.Holds(key, 7, f)));
    }

    private static IReadOnlyList<(int, bool)> Walk(RunbookDefinition runbook, bool isDryRun)
    {
        var places = new List<(int, bool)>();
        for (var place = RunCourse.First(runbook, isDryRun); place is { } at && places.Count < 50; place = RunCourse.Next(runbook, isDryRun, at))
        {
            places.Add((at.Step, at.IsRehearsal));
        }

        return places;
    }
}
