namespace Monitor.Domain.Access;

public enum TeamAssignment
{
    /// <summary>Nobody, until somebody takes it.</summary>
    ByHand,

    /// <summary>The next member in turn.</summary>
    RoundRobin,

    /// <summary>The member with the fewest tickets that are not done.</summary>
    LeastLoaded,
}

/// <summary>People who share a ticket queue. A requester's team is the requester's group.</summary>
public sealed class Team
{
    public int Id { get; set; }

    public required string Name { get; set; }

    /// <summary>Who gets a new ticket of this team.</summary>
    public TeamAssignment Assignment { get; set; }

    /// <summary>The member who got one last, for <see cref="TeamAssignment.RoundRobin"/>.</summary>
    public int? LastAssignedUserId { get; set; }
}
