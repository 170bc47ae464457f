using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Reports;
using Monitor.Web.Tickets.Views;

namespace Monitor.Web.Tickets.Reports;

/// <summary>The query part of a report's address, read and written: the same names on the screen, in the API and in exports.</summary>
internal static class ReportAddress
{
    public const string Day = "yyyy-MM-dd";

    /// <summary>Each name with what it takes, as the API describes it.</summary>
    public static IReadOnlyList<(string Name, string Help)> Names { get; } =
    [
        ("days", $"So many days up to today, from 1 to {ReportDays.Most}; {ReportAsk.UsualDays} without it."),
        ("from", "The first day, such as 2026-11-01, together with `to`, instead of `days`."),
        ("to", "The last day; it belongs to the report."),
        ("category", "The id of a category; those below it count too."),
        ("team", "The id of a team."),
        ("group", "The id of a host group; those below it count too."),
        ("priority", "One or more of Low, Medium, High, Urgent, with commas between."),
        ("page", "The page of the remarks, from 1."),
    ];

    public static (ReportAsk Ask, IReadOnlyList<string> Errors) Read(IReadOnlyDictionary<string, string> parts)
    {
        var reader = new AddressReader(parts);
        var ask = new ReportAsk
        {
            Days = reader.Id("days") ?? ReportAsk.UsualDays,
            CategoryId = reader.Id("category"),
            TeamId = reader.Id("team"),
            GroupId = reader.Id("group"),
            Priorities = reader.Many<TicketPriority>("priority"),
            Page = Math.Clamp(reader.Id("page") ?? 1, 1, TicketListAddress.PagesMost),
        };
        var (from, to) = (reader.Day("from"), reader.Day("to"));
        List<string> errors = [.. reader.Errors];
        if (RangeError(from, to, errors.Count > 0) is { } wrong)
        {
            errors.Add(wrong);
        }
        else if (from is { } first && to is { } last)
        {
            ask = ask with { Range = (first, last) };
        }

        if (ask.Days is < 1 or > ReportDays.Most)
        {
            errors.Add($"`days` is a number from 1 to {ReportDays.Most}.");
            ask = ask with { Days = ReportAsk.UsualDays };
        }

        return (ask, errors);
    }

    public static (ReportAsk Ask, IReadOnlyList<string> Errors) Read(string query) =>
        Read(QueryHelpers.ParseQuery(query).ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal));

    /// <summary>Only what differs from the usual; begins with a question mark unless it is empty.</summary>
    public static string Write(ReportAsk ask)
    {
        (string Name, string? Value)[] parts =
        [
            ("days", ask.Range is null && ask.Days != ReportAsk.UsualDays ? Text(ask.Days) : null),
            ("from", ask.Range?.First.ToString(Day, CultureInfo.InvariantCulture)),
            ("to", ask.Range?.Last.ToString(Day, CultureInfo.InvariantCulture)),
            ("category", Text(ask.CategoryId)),
            ("team", Text(ask.TeamId)),
            ("group", Text(ask.GroupId)),
            ("priority", ask.Priorities.Count == 0 ? null : string.Join(',', ask.Priorities)),
            ("page", ask.Page > 1 ? Text(ask.Page) : null),
        ];
        var written = string.Join('&', parts.Where(p => p.Value is not null).Select(p => $"{p.Name}={p.Value}"));
        return written.Length == 0 ? "" : "?" + written;
    }

    private static string? RangeError(DateOnly? from, DateOnly? to, bool isWrongAlready) =>
        from is null != to is null ? isWrongAlready ? null : "`from` and `to` go together."
        : from is not { } first || to is not { } last ? null
        : last < first ? "`to` must not be before `from`."
        : last.DayNumber - first.DayNumber >= ReportDays.Most ? $"A report has at most {ReportDays.Most} days. Bring `from` and `to` closer together."
        : null;

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
