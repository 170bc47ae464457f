namespace Monitor.Domain.Access;

public enum TeamRole
{
    Member,
    Lead,
}

/// <summary>A person's place in a team.</summary>
public sealed class TeamMember
{
    public int TeamId { get; set; }

    public int UserId { get; set; }

    public TeamRole Role { get; set; }
}
