namespace Monitor.Domain.Efficiency;

/// <summary>How full a resource may be at its busiest after a change, in percent, forecast included.</summary>
/// <param name="Days">As far ahead as that has to hold.</param>
public sealed record HeadroomPolicy(double Cpu, double Memory, double Disk, int Days)
{
    public static HeadroomPolicy Usual { get; } = new(70, 80, 80, 30);

    public bool IsValid => Ceilings.All(c => c is >= 20 and <= 95) && Days is >= 7 and <= 90;

    public double Of(ResourceKind resource) => resource switch { ResourceKind.Cpu => Cpu, ResourceKind.Memory => Memory, _ => Disk };

    private double[] Ceilings => [Cpu, Memory, Disk];
}
