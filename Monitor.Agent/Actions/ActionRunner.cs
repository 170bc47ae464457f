using Monitor.Agent.Collectors.Linux;
using Monitor.Domain.Wire;

namespace Monitor.Agent.Actions;

/// <summary>How an action ended, by the states of <see cref="WireResult"/>.</summary>
internal sealed record ActionOutcome(string State, int? Code, string Output);

/// <summary>Does one allowed action, or says what it would do.</summary>
internal sealed class ActionRunner(TimeProvider clock)
{
    private static readonly TimeSpan Question = TimeSpan.FromSeconds(10);

    /// <summary>For tests: a program that stands for systemctl.</summary>
    public string SystemCtl { get; init; } = File.Exists("/usr/bin/systemctl") ? "/usr/bin/systemctl" : "/bin/systemctl";

    public async Task<ActionOutcome> RunAsync(ActionSettings action, string? parameter, bool isDryRun, CancellationToken stopping)
    {
        switch (action.Kind)
        {
            case ActionSettings.RestartUnit:
                return await RestartAsync(action, isDryRun, stopping);
            case ActionSettings.ClearFolder:
                using (var limit = new CancellationTokenSource(action.Timeout, clock))
                using (var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping))
                {
                    var outcome = new FolderClearing(action, isDryRun, clock, either.Token).Run();
                    stopping.ThrowIfCancellationRequested();
                    return outcome;
                }

            default:
                return await RunProgramAsync(action, parameter, isDryRun, stopping);
        }
    }

    private async Task<ActionOutcome> RestartAsync(ActionSettings action, bool isDryRun, CancellationToken stopping)
    {
        if (RootFile.ProgramComplaint(SystemCtl) is { } complaint)
        {
            return new ActionOutcome(WireResult.Failed, null, complaint + ".");
        }

        var (unit, before) = (action.Unit!, "");
        if (isDryRun)
        {
            before = (await AskAsync("is-active", unit, stopping)).Output.Trim();
            var loaded = await AskAsync("cat", unit, stopping);
            return loaded.Code == 0
                ? new ActionOutcome(WireResult.Succeeded, null, $"Would restart {unit}, which is {(before.Length == 0 ? "in a state that is not known" : before)} now.")
                : new ActionOutcome(WireResult.Failed, loaded.Code, $"{unit} cannot be restarted. {loaded.Problem ?? loaded.Output}");
        }

        var end = await ProgramRun.RunAsync(SystemCtl, ["--no-ask-password", "--no-pager", "restart", "--", unit], action.Timeout, clock, stopping);
        if (end.Code != 0)
        {
            return new ActionOutcome(WireResult.Failed, end.Code, $"{unit} was not restarted. {end.Problem} {end.Output}".Trim());
        }

        var active = await AskAsync("is-active", unit, stopping);
        return active.Code == 0
            ? new ActionOutcome(WireResult.Succeeded, 0, $"{unit} was restarted and is active. {end.Output}".Trim())
            : new ActionOutcome(WireResult.Failed, active.Code, $"{unit} was restarted, and is {active.Output.Trim()}. {end.Output}".Trim());
    }

    private Task<ProgramEnd> AskAsync(string what, string unit, CancellationToken stopping) =>
        ProgramRun.RunAsync(SystemCtl, ["--no-ask-password", "--no-pager", what, "--", unit], Question, clock, stopping);

    private async Task<ActionOutcome> RunProgramAsync(ActionSettings action, string? parameter, bool isDryRun, CancellationToken stopping)
    {
        // Looked at each time: it may have been replaced since the list was read.
        if (RootFile.ProgramComplaint(action.Program!) is { } complaint)
        {
            return new ActionOutcome(WireResult.Failed, null, complaint + ".");
        }

        string[] arguments = [.. action.Arguments.Select(a => a == ActionSettings.Placeholder ? parameter! : a)];
        if (isDryRun)
        {
            return new ActionOutcome(WireResult.Succeeded, null, ProgramRun.Inert(System.Text.Encoding.UTF8.GetBytes(
                FormattableString.Invariant($"Would run {string.Join(' ', [action.Program, .. arguments])} as user {Posix.UserId}, for at most {action.TimeoutSeconds} s."))));
        }

        var end = await ProgramRun.RunAsync(action.Program!, arguments, action.Timeout, clock, stopping);
        return new ActionOutcome(end.Code == 0 ? WireResult.Succeeded : WireResult.Failed, end.Code, $"{end.Problem} {end.Output}".Trim());
    }
}
