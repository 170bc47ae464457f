namespace Monitor.Domain.Tickets.Service;

public enum SlaClock
{
    /// <summary>Until the first public answer.</summary>
    FirstResponse,

    /// <summary>Until the next public answer after the requester has said something.</summary>
    NextUpdate,
    Resolution,
}

/// <summary>
/// What is promised for which tickets. The first enabled policy by position whose conditions all hold is the ticket's; a condition that is null always holds.
/// </summary>
public sealed class SlaPolicy
{
    public const int NameLength = 100;

    public int Id { get; set; }

    public required string Name { get; set; }

    public int Position { get; set; }

    public bool IsEnabled { get; set; } = true;

    public TicketPriority? Priority { get; set; }

    /// <summary>This category or one below it.</summary>
    public int? CategoryId { get; set; }

    /// <summary>The requester is a member of this team.</summary>
    public int? RequesterTeamId { get; set; }

    /// <summary>The ticket's host is in this group or one below it.</summary>
    public int? HostGroupId { get; set; }

    public int CalendarId { get; set; }

    /// <summary>In time of the calendar; null: no such promise.</summary>
    public TimeSpan? FirstResponse { get; set; }

    public TimeSpan? NextUpdate { get; set; }

    public TimeSpan? Resolution { get; set; }

    /// <summary>Concurrency token (xmin).</summary>
    public uint RowVersion { get; set; }
}

public enum EscalationAction
{
    /// <summary>Tells the assignee, or the ticket's team when there is none.</summary>
    TellAssignee,
    TellTeam,

    /// <summary>The leads of the ticket's team.</summary>
    TellLeads,

    /// <summary>Gives it to another team (<see cref="EscalationStep.TeamId"/>) and to nobody in it.</summary>
    ToTeam,

    /// <summary>Assigns it to the lead of its team.</summary>
    ToLead,

    /// <summary>One step up; Urgent stays.</summary>
    RaisePriority,
}

/// <summary>One step of a policy's ladder: so long before or after a clock is due, this is done.</summary>
public sealed class EscalationStep
{
    public int Id { get; set; }

    public int PolicyId { get; set; }

    public SlaClock Clock { get; set; }

    /// <summary>In time of the calendar from when it is due; negative: before.</summary>
    public TimeSpan After { get; set; }

    public EscalationAction Action { get; set; }

    public int? TeamId { get; set; }
}
