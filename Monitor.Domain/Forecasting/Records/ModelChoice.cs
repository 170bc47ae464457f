namespace Monitor.Domain.Forecasting;

/// <summary>Which model forecasts a series on a grid, and why. The job trains and chooses; people may pin, go back and ask for a training.</summary>
public sealed class ModelChoice
{
    public int SeriesId { get; set; }

    public ForecastGrid Grid { get; set; }

    public required string Champion { get; set; }

    public int ChampionRunId { get; set; }

    public string? Challenger { get; set; }

    public int? ChallengerRunId { get; set; }

    /// <summary>Set by a person: no training changes the champion.</summary>
    public bool IsPinned { get; set; }

    public DateTimeOffset ChangedAt { get; set; }

    public required string Why { get; set; }

    /// <summary>When it is trained again.</summary>
    public DateTimeOffset TrainAt { get; set; }

    /// <summary>Who asked for the next training; null: nobody, it is due.</summary>
    public int? TrainAskedByUserId { get; set; }

    /// <summary>Grows with every change; guards against two editors.</summary>
    public int Version { get; set; } = 1;
}
