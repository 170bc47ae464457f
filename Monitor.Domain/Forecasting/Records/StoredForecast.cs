namespace Monitor.Domain.Forecasting;

/// <summary>One forecast of one series on one grid by one model. There is one at most of each beginning, whoever makes it and however often.</summary>
public sealed class StoredForecast
{
    public const int ModelLength = 40;

    public long Id { get; set; }

    public int SeriesId { get; set; }

    public ForecastGrid Grid { get; set; }

    /// <summary>Where it is kept and for how long: the number of its grid while it waits to be graded, <see cref="KeptTier"/> for longer.</summary>
    public short Tier { get; set; }

    public required string Model { get; set; }

    public int? ModelRunId { get; set; }

    /// <summary>Made beside the series' own model, to be compared; shown to nobody as what will be.</summary>
    public bool IsChallenger { get; set; }

    public DateTimeOffset IssuedAt { get; set; }

    public DateTimeOffset StartsAt { get; set; }

    public int StepSeconds { get; set; }

    public int Steps { get; set; }

    /// <summary><see cref="ForecastPacking"/>.</summary>
    public required byte[] Packed { get; set; }

    public const short KeptTier = 9;

    public Forecast Unpack() => ForecastPacking.Unpack(Packed, StartsAt, TimeSpan.FromSeconds(StepSeconds), Steps);

    public static short TierOf(GridShape shape, DateTimeOffset startsAt) => shape.IsKept(startsAt) ? KeptTier : (short)shape.Grid;
}
