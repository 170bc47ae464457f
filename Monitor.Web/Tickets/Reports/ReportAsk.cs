using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Reports;

namespace Monitor.Web.Tickets.Reports;

/// <summary>Which days and which tickets a report is about: its address says all of it.</summary>
public sealed record ReportAsk
{
    public const int UsualDays = 30;

    /// <summary>So many days up to today, unless it is said from when to when.</summary>
    public int Days { get; init; } = UsualDays;

    /// <summary>Both ends, or neither.</summary>
    public (DateOnly First, DateOnly Last)? Range { get; init; }

    /// <summary>The category and all below it.</summary>
    public int? CategoryId { get; init; }

    public int? TeamId { get; init; }

    /// <summary>The first host of a ticket is in this group or in one below it.</summary>
    public int? GroupId { get; init; }

    public IReadOnlyList<TicketPriority> Priorities { get; init; } = [];

    /// <summary>The page of the remarks, from 1.</summary>
    public int Page { get; init; } = 1;

    public ReportDays DaysAt(DateTimeOffset now, TimeZoneInfo zone) =>
        Range is { } range ? new ReportDays(range.First, range.Last, zone) : ReportDays.UpTo(now, Days, zone);
}
