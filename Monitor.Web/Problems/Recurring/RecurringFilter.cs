using System.Globalization;
using Monitor.Domain.RootCause.Recurring;
using Monitor.Web.Tickets.CauseReports;

namespace Monitor.Web.Problems.Recurring;

/// <summary>Which recurring problems are looked at; the query of the page's address and of the API.</summary>
public sealed record RecurringFilter
{
    public RecurringBy By { get; init; }

    public int? HostId { get; init; }

    public int? GroupId { get; init; }

    /// <summary>Part of what they say or of their cause; empty: all.</summary>
    public string Text { get; init; } = "";

    public int Least { get; init; } = RecurringProblems.LeastCount;

    public int Page { get; init; } = 1;

    public const int TextLength = 100;
    public const int MostPages = 1000;

    public bool IsNarrowed => HostId is not null || GroupId is not null || Text.Length > 0 || Least > RecurringProblems.LeastCount;

    public OccurrenceFilter Occurrences => new() { HostId = HostId, GroupId = GroupId };

    public bool Fits(RecurringProblem group) =>
        group.Count >= Least && (Text.Length == 0 || group.Summary.Contains(Text, StringComparison.OrdinalIgnoreCase) || group.Key.Contains(Text, StringComparison.OrdinalIgnoreCase));

    /// <summary>Null where something is not understood.</summary>
    public static RecurringFilter? Read(string? by, int? host, int? group, string? q, int? least, int? page)
    {
        var kind = RecurringBy.Fingerprint;
        return !string.IsNullOrEmpty(by) && (!Enum.TryParse(by, ignoreCase: true, out kind) || !Enum.IsDefined(kind)) ? null
            : new RecurringFilter
            {
                By = kind, HostId = host, GroupId = group, Text = (q ?? "").Trim() is { Length: <= TextLength } text ? text : "",
                Least = Math.Clamp(least ?? RecurringProblems.LeastCount, RecurringProblems.LeastCount, 1000), Page = Math.Clamp(page ?? 1, 1, MostPages),
            };
    }

    public string Write()
    {
        (string Name, string? Value)[] parts =
        [
            ("by", By == RecurringBy.Fingerprint ? null : "cause"), ("host", Number(HostId)), ("group", Number(GroupId)), ("q", Text.Length == 0 ? null : Uri.EscapeDataString(Text)),
            ("least", Least == RecurringProblems.LeastCount ? null : Number(Least)), ("page", Page == 1 ? null : Number(Page)),
        ];
        var written = string.Join('&', parts.Where(p => p.Value is not null).Select(p => $"{p.Name}={p.Value}"));
        return "/problems/recurring" + (written.Length == 0 ? "" : "?" + written);
    }

    private static string? Number(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
