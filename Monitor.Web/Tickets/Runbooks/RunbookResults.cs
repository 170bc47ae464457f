using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Logs.Cleaning;
using Monitor.Domain.Metrics;
using Monitor.Domain.RootCause.Runbooks;
using Monitor.Domain.Wire;
using Monitor.Web.Access;
using Monitor.Web.Live;

namespace Monitor.Web.Tickets.Runbooks;

/// <summary>
/// Takes what an agent says became of its commands. It counts for the commands of the host whose key was used, each end once; what is said of another host's, or of one
/// that never was, changes nothing and is written into the audit.
/// </summary>
public sealed class RunbookResults(
    IDbContextFactory<MonitorDb> contexts, RunbookStepper stepper, RunbookNotes notes, AuditLog audit, LiveFeed live, TimeProvider time)
{
    private const int Attempts = 5;
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<int, DateTimeOffset> _foreign = new();

    public async Task TakeAsync(int hostId, IReadOnlyList<WireResult> results, CancellationToken cancellationToken)
    {
        foreach (var result in results)
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    await TakeAsync(hostId, result, cancellationToken);
                    break;
                }
                catch (DbUpdateConcurrencyException) when (attempt < Attempts)
                {
                    // Somebody works on the ticket right now.
                }
            }
        }

        live.Publish(LiveFeed.Tickets);
    }

    private async Task TakeAsync(int hostId, WireResult result, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // As people's commands do: one after another.
        await RunbookStepper.LockAsync(db, cancellationToken);
        var command = await db.AgentCommands.SingleOrDefaultAsync(c => c.Id == result.Id && c.HostId == hostId, cancellationToken);
        if (command is null)
        {
            RecordForeign(db, hostId, result.Id);
        }
        else if (StateOf(result.State) is { } state && (command.IsOpen || (command.State == CommandState.Unknown && state is not (CommandState.Running or CommandState.Unknown))))
        {
            await ApplyAsync(db, command, state, result, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task ApplyAsync(MonitorDb db, AgentCommand command, CommandState state, WireResult result, CancellationToken cancellationToken)
    {
        var (now, wasUnknown) = (time.GetUtcNow(), command.State == CommandState.Unknown);
        var run = await db.RunbookRuns.SingleAsync(r => r.Id == command.RunId, cancellationToken);
        var before = run.State;
        command.State = state;
        if (state == CommandState.Running)
        {
            if (run.State == RunState.Sent)
            {
                run.MoveTo(RunState.Running, now);
            }

            return;
        }

        var output = Inert(result.Output);
        (command.FinishedAt, command.ExitCode, command.Output) = (now, result.Code, output);
        var definition = await RunbookShelf.FindAsync(db, run.RunbookId, run.RunbookVersion, cancellationToken);
        var line = Line(command, result.Code);
        var full = $"{line} {output}".Trim();
        run.Say(full);
        if (RunMoves.IsUnderWay(run.State) && state == CommandState.Succeeded)
        {
            await stepper.AdvanceAsync(db, run, definition, cancellationToken);
        }
        else if (RunMoves.IsUnderWay(run.State) || (wasUnknown && run.State == RunState.Unknown))
        {
            run.MoveTo(EndOf(state, definition, run, command), now);
        }

        var host = await db.Hosts.Where(h => h.Id == command.HostId).Select(h => h.Name).SingleAsync(cancellationToken);
        var told = await RunbookNotes.IsOfTicketAsync(db, run, cancellationToken) ? $"on {host}: {RunbookWords.Cut(full)}" : $"on another host: {line}";
        await notes.TellAsync(
            db, new Actor(null, $"agent of host {command.HostId.ToString(CultureInfo.InvariantCulture)}", "", ""), "result", run, before, $"{RunbookWords.Name(definition)} {told}", cancellationToken);
    }

    /// <summary>What was done after all counts only when nothing is left to be done after it.</summary>
    private static RunState EndOf(CommandState state, RunbookDefinition? definition, RunbookRun run, AgentCommand command) => state switch
    {
        CommandState.Succeeded when definition is not null && RunCourse.Next(definition, run.IsDryRun, new RunPlace(command.Step, command.IsDryRun)) is null => RunState.Succeeded,
        CommandState.Refused => RunState.Refused,
        CommandState.Expired => RunState.Expired,
        CommandState.Unknown => RunState.Unknown,
        _ => RunState.Failed,
    };

    private static string Line(AgentCommand command, int? code)
    {
        var (what, exit) = (command.Parameter is null ? command.Action : $"{command.Action} {command.Parameter}", code is null or 0 ? "" : FormattableString.Invariant($" with code {code}"));
        return $"{command.Step + 1}. {what}{(command.IsDryRun ? " (dry run)" : "")} {Word(command.State)}{exit}.";
    }

    private static string Word(CommandState state) => state switch
    {
        CommandState.Refused => "was refused by the agent",
        CommandState.Expired => "was not begun in time",
        CommandState.Unknown => "may have been done; nobody knows",
        _ => state.ToString().ToLowerInvariant(),
    };

    /// <summary>By name alone, as the wire has them.</summary>
    private static CommandState? StateOf(string state) => state switch
    {
        WireResult.Running => CommandState.Running,
        WireResult.Succeeded => CommandState.Succeeded,
        WireResult.Failed => CommandState.Failed,
        WireResult.Refused => CommandState.Refused,
        WireResult.Expired => CommandState.Expired,
        WireResult.Unknown => CommandState.Unknown,
        _ => null,
    };

    /// <summary>The agent made it inert and masked it; an agent is not trusted with that.</summary>
    private static string Inert(string output) =>
        WholeText.First(LogMasks.BuiltIn.Apply(LogCleaner.Clean(output, AgentCommand.OutputLength, out _, isJoined: true), out _), AgentCommand.OutputLength);

    /// <summary>At most once a minute for the same host, so that nobody can flood the audit.</summary>
    private void RecordForeign(MonitorDb db, int hostId, Guid id)
    {
        var now = time.GetUtcNow();
        if (_foreign.TryGetValue(hostId, out var last) && now - last < Silence)
        {
            return;
        }

        _foreign[hostId] = now;
        var host = hostId.ToString(CultureInfo.InvariantCulture);
        audit.Add(db, new Actor(null, $"agent of host {host}", "", ""), "agent.foreign_result", "host", host, null, new { Command = id });
    }
}
