namespace Monitor.Domain.Access;

/// <summary>People who share a ticket queue. A requester's team is the requester's group.</summary>
public sealed class Team
{
    public int Id { get; set; }

    public required string Name { get; set; }
}
