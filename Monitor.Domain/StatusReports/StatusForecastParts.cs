using System.Globalization;
using Monitor.Domain.Forecasting;
using Monitor.Domain.Metrics;
using Monitor.Domain.RootCause.Papers;

namespace Monitor.Domain.StatusReports;

/// <summary>What is foretold and expected, as parts of the status report.</summary>
internal static class StatusForecastParts
{
    public static IEnumerable<PaperPart> Of(StatusFacts facts, PaperTimes times)
    {
        if (facts.Forecasts is not { } forecasts)
        {
            return [];
        }

        return [new PaperHeading("Forecasts"), .. facts.HostId is null ? Crossings(forecasts.Crossings, facts.MadeAt, times) : Horizons(facts, forecasts, times)];
    }

    public static IEnumerable<PaperPart> Predicted(StatusFacts facts, PaperTimes times)
    {
        if (facts.Predicted is not { } predicted)
        {
            yield break;
        }

        yield return new PaperHeading("Predicted problems");
        if (predicted.Items.Count == 0)
        {
            yield return new PaperText("No rule's limit is expected to be crossed.", PaperTone.Quiet);
            yield break;
        }

        yield return StatusPaper.OfHost(facts, new PaperTable(
            ["Host", "Problem", "Severity", "Chance", "Expected", "8 of 10 cases", "Ticket"],
            [
                .. predicted.Items.Select(p => (IReadOnlyList<string>)
                [
                    p.Host, p.Summary, p.Severity, $"{ForecastWords.Percent(p.Probability)}, {ForecastWords.Chance(p.Probability)}", p.ExpectedAt is { } at ? times.Brief(at, facts.MadeAt) : "–",
                    StatusPaper.Between(p.EarliestAt, p.LatestAt, facts.MadeAt, times), StatusPaper.Ticket(p.Ticket),
                ]),
            ], [])
        {
            IsWhole = predicted.Items.Count <= StatusPaper.FewRows, Names = [0, 2, 4, 6], Addresses = [.. predicted.Items.Select(p => StatusPaper.HostAddress(p.HostId))],
        }, 0);
        foreach (var part in StatusPaper.More(predicted.More, "that are expected", "/forecasts"))
        {
            yield return part;
        }
    }

    private static IEnumerable<PaperPart> Horizons(StatusFacts facts, StatusForecasts forecasts, PaperTimes times)
    {
        if (forecasts.Series.Count == 0)
        {
            yield return new PaperText("Neither CPU nor memory nor a disk of this host is forecast yet: a new host is forecast 24 min ahead after half an hour, 4 h ahead after two hours, and further after a day.", PaperTone.Quiet);
        }

        foreach (var series in forecasts.Series)
        {
            yield return Table(series, facts.MadeAt, times);
        }

        if (forecasts.MoreSeries > 0)
        {
            yield return new PaperLink($"and {StatusPaper.Number(forecasts.MoreSeries)} more disks of this host", string.Create(CultureInfo.InvariantCulture, $"/hosts/{facts.HostId}?tab=forecast"));
        }

        if (forecasts.Full.Items.Count > 0)
        {
            yield return new PaperTable(
                ["What", "Full at", "Expected", "8 of 10 cases", "A day", "Why"],
                [
                    .. forecasts.Full.Items.Select(f => (IReadOnlyList<string>)
                        [f.Title, f.Limit, f.ExpectedAt is { } at ? times.Brief(at, facts.MadeAt) : "no date", StatusPaper.Between(f.EarliestAt, f.LatestAt, facts.MadeAt, times), f.PerDay, f.Words]),
                ], [1, 4]) { Caption = "When it will be full", Names = [2], IsWhole = forecasts.Full.Items.Count <= StatusPaper.FewRows };
        }

        foreach (var part in StatusPaper.More(forecasts.Full.More, "that can be full", string.Create(CultureInfo.InvariantCulture, $"/hosts/{facts.HostId}?tab=forecast&horizon=capacity")))
        {
            yield return part;
        }
    }

    private static PaperTable Table(StatusSeries series, DateTimeOffset now, PaperTimes times) => new(
        ["Ahead", "Expected", "80 % band", "95 % band", "How sure", "At", "Step"],
        [
            .. series.Horizons.Select(h => (IReadOnlyList<string>)
            [
                h.Title + (h.IsMean ? ", mean" : ""), ValueText.Of(h.Value, series.Unit), Band(h.Low80, h.High80, series.Unit), Band(h.Low95, h.High95, series.Unit),
                h.Value is null ? h.Missing : h.Sureness, h.At is { } at ? Moment(at, h.Step, now, times) : "–", ValueText.Duration(h.Step),
            ]),
        ], [1, 2, 3])
    {
        Caption = series.Now is { } value ? $"{series.Title}, now {ValueText.Of(value, series.Unit)}" : series.Title, IsWhole = true, IsGrid = true, Names = [0, 5, 6],
    };

    private static IEnumerable<PaperPart> Crossings(StatusList<StatusCrossing> crossings, DateTimeOffset now, PaperTimes times)
    {
        if (crossings.Items.Count == 0)
        {
            yield return new PaperText("No limit is expected to be crossed, and nothing to be full within 90 days.", PaperTone.Quiet);
            yield break;
        }

        yield return new PaperTable(
            ["Host", "What", "Limit of", "Chance", "Expected", "8 of 10 cases"],
            [
                .. crossings.Items.Select(c => (IReadOnlyList<string>)
                [
                    c.Host, c.What, c.Kind == "rule" ? "a rule" : "its capacity", c.IsNow ? "–" : c.Probability is { } chance ? ForecastWords.Percent(chance) : "–",
                    c.IsNow ? "now" : c.ExpectedAt is { } at ? times.Brief(at, now) : "–", c.IsNow ? "–" : StatusPaper.Between(c.EarliestAt, c.LatestAt, now, times),
                ]),
            ], [3])
        {
            Caption = "Limits that are expected to be crossed, soonest first", IsWhole = crossings.Items.Count <= StatusPaper.FewRows, Names = [0, 2, 4], Addresses = [.. crossings.Items.Select(c => StatusPaper.HostAddress(c.HostId) + "?tab=forecast")],
        };
        foreach (var part in StatusPaper.More(crossings.More, "later on", "/forecasts"))
        {
            yield return part;
        }
    }

    /// <summary>As fine as the forecast is.</summary>
    private static string Moment(DateTimeOffset at, TimeSpan step, DateTimeOffset now, PaperTimes times) =>
        times.Day(at) != times.Day(now) ? times.Brief(at, now) : step < TimeSpan.FromMinutes(1) ? times.Second(at) : times.Minute(at);

    private static string Band(double? low, double? high, MetricUnit unit) => low is null ? "–" : $"{ValueText.Of(low, unit)} to {ValueText.Of(high, unit)}";
}
