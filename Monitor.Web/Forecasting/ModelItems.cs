using Monitor.Domain.Forecasting;

namespace Monitor.Web.Forecasting;

/// <summary>Which model is used, and the version that a change of it names.</summary>
internal sealed record ChoiceItem(
    int SeriesId, int HostId, string Host, string Metric, string Labels, string Grid, int Version, string Champion, int ChampionRunId, string? Challenger, int? ChallengerRunId,
    bool IsPinned, DateTimeOffset ChangedAt, string Why, DateTimeOffset TrainAt)
{
    public static ChoiceItem Of(ChoiceLine line) => new(
        line.Series.SeriesId, line.Series.HostId, line.Series.Host, line.Series.Metric, line.Series.Labels, ForecastProblem.Name(line.Choice.Grid), line.Choice.Version,
        line.Choice.Champion, line.Choice.ChampionRunId, line.Choice.Challenger, line.Choice.ChallengerRunId, line.Choice.IsPinned, line.Choice.ChangedAt, line.Choice.Why,
        line.Choice.TrainAt);
}

internal sealed record RunItem(
    int Id, int SeriesId, string Grid, string Model, int Version, string Role, DateTimeOffset TrainedAt, DateTimeOffset HistoryFrom, DateTimeOffset HistoryTo, int HistoryValues,
    IReadOnlyDictionary<string, double> Parameters, double? Aic, double? Bic, double? BacktestMae, double? BacktestPinball, double? Coverage80, double? Coverage95,
    double? SkillNaive, double? SkillSeasonal, int BacktestForecasts, IReadOnlyDictionary<string, double> Losses, string Why, string? AskedBy)
{
    public static RunItem Of(ModelRun run, string? askedBy = null) => new(
        run.Id, run.SeriesId, ForecastProblem.Name(run.Grid), run.Model, run.Version, run.Role.ToString().ToLowerInvariant(), run.TrainedAt, run.HistoryFrom, run.HistoryTo,
        run.HistoryValues, run.Parameters, run.Aic, run.Bic, run.BacktestError, run.BacktestPinball, run.Coverage80, run.Coverage95, run.SkillAgainstNaive,
        run.SkillAgainstSeasonal, run.BacktestForecasts, run.Losses, run.Why, askedBy);
}

/// <summary>What two trainings say of the same thing; a figure that one of them does not have is null.</summary>
internal sealed record Difference(string Figure, double? First, double? Second);

internal sealed record Comparison(RunItem First, RunItem Second, IReadOnlyList<Difference> Differences)
{
    public static Comparison Of(ModelRun first, ModelRun second) => new(RunItem.Of(first), RunItem.Of(second), [.. Figures(first, second)]);

    /// <summary>Losses first, then what the models found; the names of parameters in their order.</summary>
    private static IEnumerable<Difference> Figures(ModelRun a, ModelRun b)
    {
        yield return new Difference("backtestPinball", a.BacktestPinball, b.BacktestPinball);
        yield return new Difference("backtestMae", a.BacktestError, b.BacktestError);
        yield return new Difference("coverage80", a.Coverage80, b.Coverage80);
        yield return new Difference("coverage95", a.Coverage95, b.Coverage95);
        yield return new Difference("skillNaive", a.SkillAgainstNaive, b.SkillAgainstNaive);
        yield return new Difference("skillSeasonal", a.SkillAgainstSeasonal, b.SkillAgainstSeasonal);
        yield return new Difference("aic", a.Aic, b.Aic);
        yield return new Difference("bic", a.Bic, b.Bic);
        foreach (var name in a.Parameters.Keys.Union(b.Parameters.Keys).Order(StringComparer.Ordinal))
        {
            yield return new Difference(name, Value(a, name), Value(b, name));
        }
    }

    private static double? Value(ModelRun run, string name) => run.Parameters.TryGetValue(name, out var value) ? value : null;
}

/// <summary>All that the registry knows of one series, as a file.</summary>
internal sealed record RegistryExport(int SchemaVersion, DateTimeOffset ExportedAt, IReadOnlyList<ChoiceItem> Choices, IReadOnlyList<RunItem> Runs);
