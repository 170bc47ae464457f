using Monitor.Web.Tickets.Reports;
using Monitor.Web.Tickets.Views;

namespace Monitor.Web.Tickets.CauseReports;

/// <summary>Which days and what a report of causes is about: the query part of its address, the same on the screen and in the API.</summary>
internal static class PeriodAddress
{
    public static IReadOnlyList<(string Name, string Help)> Names { get; } =
    [
        .. ReportAddress.Names.Where(n => n.Name is "days" or "from" or "to" or "group"), ("host", "The id of a host."),
        ("zone", "The time zone whose midnights divide the days; without it that of the caller's profile, else UTC."),
    ];

    public static (ReportAsk Ask, int? HostId, IReadOnlyList<string> Errors) Read(IReadOnlyDictionary<string, string> parts)
    {
        var (ask, errors) = ReportAddress.Read(parts.Where(p => p.Key is "days" or "from" or "to" or "group").ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal));
        var reader = new AddressReader(parts);
        var hostId = reader.Id("host");
        return (ask, hostId, [.. errors, .. reader.Errors]);
    }

    public static string Write(ReportAsk ask, int? hostId)
    {
        var written = ReportAddress.Write(ask with { Page = 1 });
        return hostId is null ? written : $"{written}{(written.Length == 0 ? "?" : "&")}host={hostId}";
    }
}
