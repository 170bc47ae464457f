namespace Monitor.Domain.Efficiency;

/// <summary>The settings of a group and all below it that have none of their own.</summary>
public sealed class EfficiencySetting
{
    public int Id { get; set; }

    /// <summary>Null: the fleet.</summary>
    public int? GroupId { get; set; }

    public EfficiencySettings Settings { get; set; } = EfficiencySettings.Usual;

    /// <summary>Grows with every change; guards against two editors.</summary>
    public int Version { get; set; } = 1;

    public DateTimeOffset UpdatedAt { get; set; }
}
