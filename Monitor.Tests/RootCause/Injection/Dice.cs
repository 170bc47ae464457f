namespace Monitor.Tests.RootCause.Injection;

/// <summary>All chance of a run comes from one seed.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random _random = new(seed);

    public double Between(double low, double high) => low + (_random.NextDouble() * (high - low));

    public int Whole(int low, int high) => _random.Next(low, high + 1);

    public bool Chance(double probability) => _random.NextDouble() < probability;

    public T One<T>(IReadOnlyList<T> of) => of[_random.Next(of.Count)];

    /// <summary>By the method of Box and Muller, around 0.</summary>
    public double Bell(double deviation) => deviation * Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}

/// <summary>A quantity that wanders around 1 and comes back, as demand does.</summary>
internal sealed class Wander(Dice dice, double memory, double deviation)
{
    private double _offset;

    public double Next()
    {
        _offset = (memory * _offset) + dice.Bell(deviation * Math.Sqrt(1 - (memory * memory)));
        return Math.Max(0.05, 1 + _offset);
    }
}
