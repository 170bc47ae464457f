namespace Monitor.Domain.Metrics;

/// <summary>A node of the tree of host groups. Rules, weights and scopes inherit from parent to child; the root is the fleet.</summary>
public sealed class HostGroup
{
    /// <summary>The root group, made by the first migration.</summary>
    public const int FleetId = 1;

    public int Id { get; set; }

    public int? ParentId { get; set; }

    public required string Name { get; set; }
}
