using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Forecasting;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.RootCause.Packs;
using Monitor.Domain.StatusReports;
using Monitor.Web.Access;
using Monitor.Web.Forecasting;
using Monitor.Web.Forecasting.Breaks;

namespace Monitor.Web.Dashboard.StatusReport;

/// <summary>What is foretold, what is expected to break, and how right that was.</summary>
public sealed class StatusForecastReader(IDbContextFactory<MonitorDb> contexts, StatusHorizons horizons, BreakReader breaks, StatusGradeReader grades, PackText text)
{
    private const int MostFull = 20;
    private const int MostPredicted = 20;
    private const int MostCrossings = 25;

    /// <summary>Beyond so many is said how many were counted, not how many there are.</summary>
    private const int Counted = 1000;

    public async Task<StatusForecasts> ReadAsync(Actor actor, StatusAsk ask, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (ask.HostId is { } hostId)
        {
            var (series, more) = await horizons.ReadAsync(actor, hostId, now, cancellationToken);
            return new StatusForecasts(series, more, await FullAsync(actor, hostId, cancellationToken), new StatusList<StatusCrossing>([], 0));
        }

        return new StatusForecasts([], 0, new StatusList<StatusFull>([], 0), await CrossingsAsync(actor, ask.GroupId, cancellationToken));
    }

    public async Task<StatusList<StatusPrediction>> PredictedAsync(Actor actor, StatusAsk ask, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var expected =
            from prediction in db.Predictions.AsNoTracking()
            join problem in db.Problems.VisibleProblems(actor, db) on prediction.ProblemId equals (int?)problem.Id
            join host in Visibility.HostsOf(db, actor, ask.HostId, ask.GroupId) on prediction.HostId equals host.Id
            where prediction.Outcome == PredictionOutcome.Open
            select new { Prediction = prediction, host.Name, problem.Summary, Ticket = db.Tickets.VisibleTickets(actor, db).Where(t => t.Id == problem.TicketId).Select(t => (int?)t.Number).FirstOrDefault() };
        var critical = Severity.Critical;
        var rows = await expected.OrderByDescending(e => e.Prediction.Severity == critical).ThenBy(e => e.Prediction.ExpectedAt).ThenBy(e => e.Prediction.Id).Take(MostPredicted).ToListAsync(cancellationToken);
        var count = rows.Count < MostPredicted ? rows.Count : await expected.CountAsync(cancellationToken);
        return new StatusList<StatusPrediction>(
            [
                .. rows.Select(r => new StatusPrediction(
                    r.Prediction.HostId, text.Of(r.Name, 200), text.Of(r.Summary, 300), r.Prediction.Severity.ToString(), Math.Round(r.Prediction.Probability, 3), r.Prediction.EarliestAt, r.Prediction.ExpectedAt,
                    r.Prediction.LatestAt, r.Prediction.IssuedAt, r.Ticket)),
            ], count - rows.Count);
    }

    public Task<StatusGrades> GradesAsync(Actor actor, StatusAsk ask, DateTimeOffset from, DateTimeOffset now, CancellationToken cancellationToken) =>
        grades.ReadAsync(actor, ask, from, now, cancellationToken);

    /// <summary>What has a date first, soonest first.</summary>
    private async Task<StatusList<StatusFull>> FullAsync(Actor actor, int hostId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var looked =
            from outlook in db.LimitOutlooks.AsNoTracking()
            join series in VisibleSeries.Of(db, actor) on outlook.SeriesId equals series.SeriesId
            where series.HostId == hostId
            select new { Series = series, Outlook = outlook };
        var rows = await looked.OrderBy(l => l.Outlook.ExpectedAt ?? DateTimeOffset.MaxValue).ThenBy(l => l.Series.Metric).ThenBy(l => l.Series.Labels).Take(MostFull).ToListAsync(cancellationToken);
        var count = rows.Count < MostFull ? rows.Count : await looked.CountAsync(cancellationToken);
        return new StatusList<StatusFull>(
            [
                .. rows.Select(r => new StatusFull(
                    text.Of(ProblemSentence.Subject(r.Series.Metric, r.Series.Labels), 200), ProblemSentence.Number(r.Series.Metric, r.Outlook.Limit), r.Outlook.EarliestAt, r.Outlook.ExpectedAt, r.Outlook.LatestAt,
                    r.Outlook.ExpectedAt is null ? "–" : ValueText.Of(r.Outlook.PerDay, MetricCatalog.Find(r.Series.Metric).Unit), ForecastWords.Full(r.Outlook.Reason))),
            ], count - rows.Count);
    }

    private async Task<StatusList<StatusCrossing>> CrossingsAsync(Actor actor, int? groupId, CancellationToken cancellationToken)
    {
        var lines = await breaks.ReadAsync(actor, null, groupId, Counted, cancellationToken);
        var shown = lines.Take(MostCrossings).ToList();
        int[] ruleIds = [.. shown.Select(l => l.Prediction?.RuleId).OfType<int>().Distinct()];
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rules = await db.Rules.AsNoTracking().Where(r => ruleIds.Contains(r.Id)).ToDictionaryAsync(r => r.Id, r => r.Definition.First.Kind, cancellationToken);
        return new StatusList<StatusCrossing>(
            [
                .. shown.Select(l => new StatusCrossing(
                    l.Series.HostId, text.Of(l.Series.Host, 200), text.Of(BreakWords.What(l, l.Prediction is { } p ? rules.GetValueOrDefault(p.RuleId) : default), 300),
                    l.Prediction is null ? "capacity" : "rule", l.Reason == CapacityReason.Reached, l.Probability is { } chance ? Math.Round(chance, 3) : null, l.EarliestAt, l.ExpectedAt, l.LatestAt)),
            ], lines.Count - shown.Count);
    }
}
