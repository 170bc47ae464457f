namespace Monitor.Domain.Access;

/// <summary>One host group or one team to which a person's permissions are limited. A person without rows sees everything the role allows.</summary>
public sealed class UserScope
{
    public int Id { get; set; }

    public int UserId { get; set; }

    public int? GroupId { get; set; }

    public int? TeamId { get; set; }
}
