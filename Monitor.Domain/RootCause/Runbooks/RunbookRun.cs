namespace Monitor.Domain.RootCause.Runbooks;

public enum RunState
{
    /// <summary>The product thinks that it fits; nobody has asked for it.</summary>
    Proposed,

    /// <summary>Somebody asked for it, and somebody else must agree.</summary>
    AwaitingApproval,
    Approved,

    /// <summary>A command waits for the agent.</summary>
    Sent,

    /// <summary>The agent is at it, or a person is.</summary>
    Running,

    /// <summary>All steps are done; whether it helped is not known yet.</summary>
    Succeeded,
    Failed,

    /// <summary>The agent's own list does not allow it.</summary>
    Refused,

    /// <summary>It was not begun in time, and never will be.</summary>
    Expired,
    Cancelled,

    /// <summary>It may have been done, and nobody knows.</summary>
    Unknown,
    Helped,
    DidNotHelp,
}

/// <summary>One run of a runbook on one host, for one ticket: proposed, asked for, agreed to, done and judged.</summary>
public sealed class RunbookRun
{
    public const int KeyLength = 500;
    public const int OutcomeLength = 6000;

    public long Id { get; set; }

    public int RunbookId { get; set; }

    /// <summary>The version that was proposed, and that alone is run.</summary>
    public int RunbookVersion { get; set; }

    public int TicketId { get; set; }

    /// <summary>Null where a person chose it for a ticket that has no problem.</summary>
    public int? ProblemId { get; set; }

    public int HostId { get; set; }

    /// <summary>The cause that it is proposed for; empty where a person chose it.</summary>
    public string CauseKey { get; set; } = "";

    /// <summary>0 to 1; null where no finding speaks for it.</summary>
    public double? Confidence { get; set; }

    /// <summary>Proposed once for a problem, a host and a runbook: unique. Null for what a person chose.</summary>
    public string? ProposalKey { get; set; }

    public RunState State { get; set; }

    /// <summary>It began by itself.</summary>
    public bool IsAutomatic { get; set; }

    /// <summary>It only says what it would do.</summary>
    public bool IsDryRun { get; set; }

    /// <summary>The step that it stands at, from 0, and whether that is only tried.</summary>
    public int Step { get; set; }

    public bool IsRehearsal { get; set; }

    public DateTimeOffset ProposedAt { get; set; }

    /// <summary>Who asked for it; null: nobody yet, or it began by itself.</summary>
    public int? RequestedByUserId { get; set; }

    public DateTimeOffset? RequestedAt { get; set; }

    public int? ApprovedByUserId { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When the last step was done, or it ended otherwise.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>When an answer to the question for approval, or a check of what it did, is due.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>What became of it, in words; each step has its line.</summary>
    public string Outcome { get; set; } = "";

    /// <summary>Concurrency token (xmin).</summary>
    public uint RowVersion { get; set; }

    /// <summary>Throws <see cref="InvalidOperationException"/> for a move that <see cref="RunMoves"/> does not have.</summary>
    public void MoveTo(RunState state, DateTimeOffset now)
    {
        if (!RunMoves.Exists(State, state))
        {
            throw new InvalidOperationException($"A run cannot move from {State} to {state}.");
        }

        State = state;
        if (state == RunState.Approved)
        {
            StartedAt = now;
        }
        else if (RunMoves.IsOver(state) && state is not (RunState.Helped or RunState.DidNotHelp))
        {
            (EndedAt, DueAt) = (now, null);
        }
    }

    /// <summary>Adds a line to what became of it; the oldest text gives way where it gets too long.</summary>
    public void Say(string line)
    {
        var text = Outcome.Length == 0 ? line : $"{Outcome}\n{line}";
        if (text.Length > OutcomeLength)
        {
            // Never half a character: the database takes none.
            var from = text.Length - OutcomeLength + 1;
            text = "…" + text[(char.IsLowSurrogate(text[from]) ? from + 1 : from)..];
        }

        Outcome = text;
    }
}
