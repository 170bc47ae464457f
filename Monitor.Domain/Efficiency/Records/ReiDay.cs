namespace Monitor.Domain.Efficiency;

/// <summary>One day (UTC) of one host as <see cref="DayUse"/> packs it.</summary>
public sealed class ReiDay
{
    public int HostId { get; set; }

    public DateOnly Day { get; set; }

    public byte[] Use { get; set; } = [];
}
