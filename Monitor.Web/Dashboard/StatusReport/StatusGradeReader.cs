using Monitor.Domain.Forecasting;
using Monitor.Domain.StatusReports;
using Monitor.Web.Access;
using Monitor.Web.Forecasting;
using Monitor.Web.Forecasting.Predictions;

namespace Monitor.Web.Dashboard.StatusReport;

/// <summary>How right forecasts and predictions were.</summary>
public sealed class StatusGradeReader(ScoreReader scores, PredictionScores predictions)
{
    public async Task<StatusGrades> ReadAsync(Actor actor, StatusAsk ask, DateTimeOffset from, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var filter = new ScoreFilter(DateOnly.FromDateTime(from.UtcDateTime), DateOnly.FromDateTime(now.UtcDateTime)) { HostId = ask.HostId, GroupId = ask.GroupId };
        var lines = await scores.ReadAsync(actor, filter, ScoreBy.Fleet, cancellationToken);
        var grade = lines.Aggregate(ForecastGrade.None, (sum, line) => sum + line.Grade);
        var ended = await predictions.ReadAsync(actor, ask.HostId, ask.GroupId, from, now, cancellationToken);
        return new StatusGrades(lines.Sum(l => l.Forecasts), Round(grade.Coverage80), Round(grade.SkillAgainstNaive), ended.Hits + ended.False + ended.Withdrawn, ended.Hits, ended.Missed, 0, 0);
    }

    private static double? Round(double? share) => share is { } s && double.IsFinite(s) ? Math.Round(s, 3) : null;
}
