using System.Globalization;
using Monitor.Domain.Metrics;
using Monitor.Domain.RootCause.Papers;
using Monitor.Domain.RootCause.Reports;

namespace Monitor.Domain.StatusReports;

/// <summary>The status report in plain English: how it is, how it will be, what is being done, what caused it, and what it costs.</summary>
public static class StatusPaper
{
    public static Paper Of(StatusFacts facts, PaperTimes times) => new(
        $"Status report: {(facts.Subject.Length == 0 ? "all hosts" : facts.Subject)}",
        $"Made {times.Moment(facts.MadeAt)}. Times in {times.Name}. What looks back looks at {times.Day(facts.From)} to {times.Day(facts.MadeAt)}.",
        [
            .. Summary(facts, times), .. Resources(facts, times), .. StatusForecastParts.Of(facts, times), .. StatusForecastParts.Predicted(facts, times), .. StatusWorkParts.Tickets(facts, times),
            .. StatusWorkParts.Causes(facts, times), .. StatusEfficiencyParts.Of(facts, times), .. StatusEfficiencyParts.Grades(facts), .. LeftOut(facts),
        ]);

    private static IEnumerable<PaperPart> Summary(StatusFacts facts, PaperTimes times)
    {
        yield return new PaperHeading("In short");
        List<string> said = [facts.HostId is null ? Fleet(facts.Resources) : Host(facts.Resources, times)];
        if (facts.Predicted is { } predicted)
        {
            var count = predicted.Items.Count + predicted.More;
            said.Add(count == 0 ? "No problem is expected." : $"{CasePaper.Counted(count, "problem is", "problems are")} expected.");
        }

        if (facts.Tickets is { } tickets)
        {
            said.Add(tickets.Open == 0 ? "No ticket is open." : $"{CasePaper.Counted(tickets.Open, "ticket is", "tickets are")} open{Urgent(tickets)}.");
        }

        if (facts.Efficiency is { Total: { } total })
        {
            said.Add($"The efficiency index is {Whole(total)} of 100.");
        }

        yield return new PaperText(string.Join(' ', said), PaperTone.Strong);
    }

    private static string Host(StatusResources resources, PaperTimes times) => resources.Hosts is not [var host] ? "Nothing is known of it yet."
        : $"It is {Word(host.Status)}: {host.Reason}{(resources.Silent > 0 && host.LastSeenAt is { } seen ? $" (last seen {times.Moment(seen)})" : "")}.";

    private static string Fleet(StatusResources resources) => resources.Count == 0 ? "There is no host here that the reader may see."
        : $"{CasePaper.Counted(resources.Count, "host", "hosts")}{(resources.Silent > 0 ? $", {resources.Silent} of them silent" : "")}: "
            + $"{string.Join(", ", resources.ByStatus.Select(s => $"{s.Count} {Word(s.Name)}"))}.";

    private static string Urgent(StatusTickets tickets) => tickets.ByPriority is [var first, ..] ? $", {first.Count} of them {first.Name.ToLowerInvariant()}" : "";

    private static IEnumerable<PaperPart> Resources(StatusFacts facts, PaperTimes times)
    {
        var (resources, now) = (facts.Resources, facts.Resources.Now);
        yield return new PaperHeading("Resources now");
        var isHost = facts.HostId is not null;
        yield return new PaperFacts(
        [
            .. isHost && resources.Hosts is [var host] ? new[] { ("Status", $"{host.Status}, {host.Reason}"), ("Last seen", host.LastSeenAt is { } seen ? times.Moment(seen) : "never") } : [],
            .. isHost ? [] : new[] { ("Hosts", resources.Silent == 0 ? Number(resources.Count) : $"{Number(resources.Count)}, of which {Number(resources.Silent)} silent and in no mean") },
            (isHost ? "CPU" : "CPU, mean", Percent(now.CpuPercent)), (isHost ? "Memory" : "Memory, mean", Percent(now.MemoryPercent)), (isHost ? "Fullest disk" : "Fullest disk, mean", Percent(now.DiskPercent)),
            ("Disks read, written", $"{PerSecond(now.DiskReadPerSecond)}, {PerSecond(now.DiskWritePerSecond)}{(isHost ? "" : " in all")}"),
            ("Network in, out", $"{PerSecond(now.ReceivedPerSecond)}, {PerSecond(now.SentPerSecond)}{(isHost ? "" : " in all")}"),
        ]);
        if (!isHost && resources.Hosts.Count > 0)
        {
            yield return new PaperTable(
                ["Host", "Group", "Status", "Why", "CPU", "Memory", "Fullest disk"],
                [.. resources.Hosts.Select(h => (IReadOnlyList<string>)[h.Name, h.Group, h.Status, h.Reason, Percent(h.Now.CpuPercent), Percent(h.Now.MemoryPercent), Percent(h.Now.DiskPercent)])], [4, 5, 6])
            {
                Caption = resources.Hosts.Count < resources.Count ? $"The {resources.Hosts.Count} worst" : "All of them, worst first", IsWhole = true, Names = [0, 1, 2], Addresses = [.. resources.Hosts.Select(h => HostAddress(h.HostId))],
            };
        }
    }

    private static IEnumerable<PaperPart> LeftOut(StatusFacts facts)
    {
        if (facts.LeftOut.Count > 0)
        {
            yield return new PaperHeading("Left out");
            yield return new PaperText($"Not in this report, because its reader has no permission to read it: {string.Join(", ", facts.LeftOut)}.", PaperTone.Quiet);
        }
    }

    /// <summary>So many rows fit on what is left of a page, or on the next.</summary>
    internal const int FewRows = 12;

    internal static string HostAddress(int hostId) => string.Create(CultureInfo.InvariantCulture, $"/hosts/{hostId}");

    internal static string? TicketAddress(int? number) => number is { } n ? string.Create(CultureInfo.InvariantCulture, $"/tickets/{n}") : null;

    internal static string Ticket(int? number) => number is { } n ? string.Create(CultureInfo.InvariantCulture, $"#{n}") : "–";

    internal static string Percent(double? value) => ValueText.Of(value, MetricUnit.Percent);

    internal static string Share(double? share) => share is { } s ? ValueText.Of(Math.Round(100 * s), MetricUnit.Percent) : "–";

    internal static string Whole(double value) => value.ToString("0", CultureInfo.InvariantCulture);

    /// <summary>"3 Dec, 10:00 to 9 Dec, 10:00"; a dash where nothing is known.</summary>
    internal static string Between(DateTimeOffset? early, DateTimeOffset? late, DateTimeOffset now, PaperTimes times) => (early, late) switch
    {
        ({ } e, { } l) => $"{times.Brief(e, now)} to {times.Brief(l, now)}",
        ({ } e, null) => $"not before {times.Brief(e, now)}, maybe never",
        _ => "–",
    };

    /// <summary>In the report of one host a column of hosts says nothing.</summary>
    internal static PaperTable OfHost(StatusFacts facts, PaperTable table, int hostColumn) => facts.HostId is null ? table : table.Without(hostColumn);

    /// <summary>How many more there are, and where they are.</summary>
    internal static IEnumerable<PaperPart> More(int more, string what, string address) =>
        more > 0 ? [new PaperLink($"and {Number(more)} more {what}", address)] : [];

    internal static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string PerSecond(double? value) => ValueText.Of(value, MetricUnit.BytesPerSecond);

    private static string Word(string status) => status switch { "Unknown" => "not known", "Maintenance" => "in maintenance", _ => status.ToLowerInvariant() };
}
