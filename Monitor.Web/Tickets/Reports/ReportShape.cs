using System.Globalization;
using Monitor.Web.Hosting;

namespace Monitor.Web.Tickets.Reports;

/// <summary>A report as programs and spreadsheets read it: times in seconds, days as they are called in its zone.</summary>
internal static class ReportShape
{
    private static readonly string[] Header =
    [
        "section", "name", "created", "solved", "open", "reopened", "answered", "kept", "late",
        "responseMedianSeconds", "response90Seconds", "resolutionMedianSeconds", "resolution90Seconds", "ratings", "score", "text",
    ];

    public static object Of(TicketFigures figures, TimeZoneInfo zone) => new
    {
        From = Day(figures.Days.First), To = Day(figures.Days.Last), Zone = zone.Id, Step = figures.Days.IsByWeek ? "week" : "day", figures.OpenBefore,
        Steps = figures.Steps.Select(s => new { From = Day(s.First), s.Created, s.Solved, s.Open }).ToList(),
        Total = Of(figures.All),
        Promises = figures.Promises.Select(p => new { Clock = p.Clock.ToString(), p.Kept, p.Late, p.KeptPercent }).ToList(),
        Categories = Of(figures.Categories), Teams = Of(figures.Teams), Hosts = Of(figures.Hosts),
        Ratings = new
        {
            figures.Ratings.Count, figures.Ratings.Average, Scores = figures.Ratings.Scores.Select((count, i) => new { Score = i + 1, Count = count }).ToList(),
            figures.Ratings.RemarkCount,
            Remarks = figures.Ratings.Remarks.Select(r => new { r.Number, r.Title, r.Score, r.Text, At = r.At.UtcDateTime }).ToList(),
        },
    };

    public static string Csv(TicketFigures figures)
    {
        var csv = new CsvText(Header);
        var ratings = figures.Ratings;
        Row("total", $"{Day(figures.Days.First)} to {Day(figures.Days.Last)}", Cells(figures.All));
        foreach (var step in figures.Steps)
        {
            Row(figures.Days.IsByWeek ? "week" : "day", Day(step.First), [("created", step.Created), ("solved", step.Solved), ("open", step.Open)]);
        }

        foreach (var (section, group) in new[] { ("category", figures.Categories), ("team", figures.Teams), ("host", figures.Hosts) })
        {
            foreach (var line in group.Lines)
            {
                Row(section, line.Name, Cells(line.Numbers));
            }
        }

        foreach (var promise in figures.Promises)
        {
            Row("promise", promise.Clock.ToString(), [("kept", promise.Kept), ("late", promise.Late)]);
        }

        for (var score = 1; score <= ratings.Scores.Count; score++)
        {
            Row("rating", "", [("ratings", ratings.Scores[score - 1]), ("score", score)]);
        }

        foreach (var remark in ratings.Remarks)
        {
            Row("remark", $"#{remark.Number} {remark.Title}", [("score", remark.Score), ("text", remark.Text)]);
        }

        return csv.Take();

        void Row(string section, string name, IEnumerable<(string Column, object? Value)> cells)
        {
            var known = cells.ToDictionary(c => c.Column, c => c.Value);
            csv.Row([section, name, .. Header.Skip(2).Select(h => known.GetValueOrDefault(h) ?? "")]);
        }
    }

    private static IEnumerable<(string Column, object? Value)> Cells(ReportNumbers n) =>
    [
        ("created", n.Created), ("solved", n.Solved), ("open", n.Open), ("reopened", n.Reopened), ("answered", n.Answered), ("kept", n.Kept), ("late", n.Late),
        ("responseMedianSeconds", Seconds(n.ResponseMedian)), ("response90Seconds", Seconds(n.ResponseMost)),
        ("resolutionMedianSeconds", Seconds(n.ResolutionMedian)), ("resolution90Seconds", Seconds(n.ResolutionMost)),
    ];

    private static object Of(ReportGroup group) => new
    {
        group.Total, Items = group.Lines.Select(l => new { l.Id, l.Name, Figures = Of(l.Numbers) }).ToList(),
    };

    private static object Of(ReportNumbers n) => new
    {
        n.Created, n.Solved, n.Open, n.Reopened, n.ReopenedPercent, n.Answered, n.Kept, n.Late, n.KeptPercent,
        ResponseMedianSeconds = Seconds(n.ResponseMedian), Response90Seconds = Seconds(n.ResponseMost),
        ResolutionMedianSeconds = Seconds(n.ResolutionMedian), Resolution90Seconds = Seconds(n.ResolutionMost),
    };

    private static double? Seconds(TimeSpan? time) => time is { } span ? Math.Round(span.TotalSeconds, 3) : null;

    private static string Day(DateOnly day) => day.ToString(ReportAddress.Day, CultureInfo.InvariantCulture);
}
