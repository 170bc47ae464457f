using Monitor.Domain.Forecasting.Blend;
using Monitor.Domain.Forecasting.Classical;

namespace Monitor.Domain.Forecasting;

/// <summary>The models that can be chosen, by name.</summary>
public static class Forecasters
{
    /// <summary>The model that wins on the data: see docs/decisions.</summary>
    public const string Default = "blend";

    public static IReadOnlyList<IForecaster> All { get; } = [new LastForecaster(), new SeasonalNaiveForecaster(), new LinearForecaster(), new ThetaForecaster(), new HoltWintersForecaster(), new SarimaForecaster(12), new SarimaForecaster(288), new BlendForecaster()];

    /// <summary>The model of that name; an <see cref="ArgumentException"/> lists those that there are.</summary>
    public static IForecaster Find(string name) =>
        All.FirstOrDefault(f => f.Name == name)
        ?? throw new ArgumentException($"There is no model `{name}`. There are {string.Join(", ", All.Select(f => f.Name))}.", nameof(name));
}
