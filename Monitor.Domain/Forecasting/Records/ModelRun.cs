namespace Monitor.Domain.Forecasting;

/// <summary>What a trained model is to its series.</summary>
public enum ModelRole
{
    /// <summary>The series is forecast by it.</summary>
    Champion,

    /// <summary>The next best: it forecasts beside the champion now and then, and is graded like it.</summary>
    Challenger,

    /// <summary>It was one of these once.</summary>
    Retired,
}

/// <summary>One training of one model for one series on one grid: what came out, and what became of it.</summary>
public sealed class ModelRun
{
    public const int WhyLength = 500;

    public int Id { get; set; }

    public int SeriesId { get; set; }

    public ForecastGrid Grid { get; set; }

    public required string Model { get; set; }

    /// <summary>Counts the trainings of the series on the grid, from 1.</summary>
    public int Version { get; set; }

    public ModelRole Role { get; set; }

    public DateTimeOffset TrainedAt { get; set; }

    /// <summary>What it was trained on.</summary>
    public DateTimeOffset HistoryFrom { get; set; }

    public DateTimeOffset HistoryTo { get; set; }

    public int HistoryValues { get; set; }

    public IReadOnlyDictionary<string, double> Parameters { get; set; } = new Dictionary<string, double>();

    public double? Aic { get; set; }

    public double? Bic { get; set; }

    /// <summary>In the rolling backtest of the training: mean absolute error, mean pinball loss, and how often the bands held.</summary>
    public double? BacktestError { get; set; }

    public double? BacktestPinball { get; set; }

    public double? Coverage80 { get; set; }

    public double? Coverage95 { get; set; }

    public double? SkillAgainstNaive { get; set; }

    public double? SkillAgainstSeasonal { get; set; }

    /// <summary>How many forecasts the backtest made.</summary>
    public int BacktestForecasts { get; set; }

    /// <summary>The mean pinball loss of every model that took part in the same backtest, by name.</summary>
    public IReadOnlyDictionary<string, double> Losses { get; set; } = new Dictionary<string, double>();

    /// <summary>Why it was trained and got its role, in words.</summary>
    public required string Why { get; set; }

    /// <summary>Who asked for it; null: the product itself.</summary>
    public int? AskedByUserId { get; set; }
}
