namespace Monitor.Domain.Efficiency;

/// <summary>What efficient means for a group of hosts: weights and bands by <see cref="ResourceKind"/>, working hours, headroom, prices.</summary>
public sealed record EfficiencySettings
{
    public const double MostWeight = 100;

    /// <summary>By resource; 0 leaves one out.</summary>
    public IReadOnlyList<double> Weights { get; init; } = [40, 30, 10, 10, 10];

    /// <summary>By resource, in percent.</summary>
    public IReadOnlyList<TargetBand> Bands { get; init; } = [new(20, 70), new(50, 85), new(30, 80), new(0, 60), new(0, 60)];

    public WorkingHours Hours { get; init; } = WorkingHours.Always;

    public HeadroomPolicy Headroom { get; init; } = HeadroomPolicy.Usual;

    public PriceTable Prices { get; init; } = PriceTable.Usual;

    /// <summary>What the network can carry in one direction, in megabits a second, where the host does not say.</summary>
    public double NetworkMegabits { get; init; } = 1000;

    public static EfficiencySettings Usual { get; } = new();

    public TargetBand BandOf(ResourceKind resource) => Bands[(int)resource];

    public double WeightOf(ResourceKind resource) => Weights[(int)resource];

    /// <summary>What is wrong with it, for people; null where nothing is.</summary>
    public string? Fault => Enum.GetValues<EfficiencyPart>().Select(FaultOf).FirstOrDefault(f => f is not null);

    /// <summary>What is wrong with one part of it, for people; null where nothing is. What came over HTTP may have left a part out.</summary>
    public string? FaultOf(EfficiencyPart part) => part switch
    {
        EfficiencyPart.Weights when Weights?.Count != Resources.Count || Weights.Any(w => !(w is >= 0 and <= MostWeight)) || Weights.Sum() <= 0 =>
            "Weights are numbers from 0 to 100, one for each resource, and not all of them 0.",
        EfficiencyPart.Bands when Bands?.Count != Resources.Count || Bands.Any(b => !b.IsValid) => "A band begins at 0 % or more and ends above that, below 100 %.",
        EfficiencyPart.Hours when Hours is not { IsValid: true } => "Working hours have at least one day, begin before they end, and are in a time zone such as Europe/Berlin.",
        EfficiencyPart.Headroom when Headroom is not { IsValid: true } => "Headroom is a limit from 20 to 95 %, for 7 to 90 days ahead.",
        EfficiencyPart.Prices when Prices is not { IsValid: true } => "Prices are from 0 to 100,000 a month, in a currency of capital letters such as EUR.",
        EfficiencyPart.Network when !(NetworkMegabits is >= 1 and <= 1_000_000) => "The network carries 1 to 1,000,000 megabits a second.",
        _ => null,
    };

    public bool Equals(EfficiencySettings? other) => other is not null && Weights.SequenceEqual(other.Weights) && Bands.SequenceEqual(other.Bands)
        && (Hours, Headroom, Prices, NetworkMegabits) == (other.Hours, other.Headroom, other.Prices, other.NetworkMegabits);

    public override int GetHashCode() => HashCode.Combine(Weights.Sum(), Bands[0], Hours, Headroom, Prices, NetworkMegabits);
}
