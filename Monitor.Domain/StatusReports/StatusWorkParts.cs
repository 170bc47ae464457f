using System.Globalization;
using Monitor.Domain.RootCause.Papers;
using Monitor.Domain.RootCause.Reports;

namespace Monitor.Domain.StatusReports;

/// <summary>Tickets and causes, as parts of the status report.</summary>
internal static class StatusWorkParts
{
    public static IEnumerable<PaperPart> Tickets(StatusFacts facts, PaperTimes times)
    {
        if (facts.Tickets is not { } tickets)
        {
            yield break;
        }

        yield return new PaperHeading("Open tickets");
        if (tickets.Open == 0)
        {
            yield return new PaperText("No ticket is open.", PaperTone.Quiet);
            yield break;
        }

        var items = tickets.First.Items;
        yield return new PaperText($"{CasePaper.Counted(tickets.Open, "ticket", "tickets")}: {string.Join(", ", tickets.ByPriority.Select(p => $"{StatusPaper.Number(p.Count)} {p.Name.ToLowerInvariant()}"))}.");
        yield return StatusPaper.OfHost(facts, new PaperTable(
            ["Ticket", "Priority", "State", "Title", "Host", "By", "Opened"],
            [.. items.Select(t => (IReadOnlyList<string>)[StatusPaper.Ticket(t.Number), t.Priority, t.State, t.Title, t.Host.Length > 0 ? t.Host : "–", t.Assignee.Length > 0 ? t.Assignee : "nobody", times.Brief(t.CreatedAt, facts.MadeAt)])], [])
        {
            IsWhole = items.Count <= StatusPaper.FewRows, Names = [0, 1, 2, 4, 5, 6], Addresses = [.. items.Select(t => StatusPaper.TicketAddress(t.Number))],
        }, 4);
        foreach (var part in StatusPaper.More(tickets.First.More, "that are open", facts.HostId is { } host ? string.Create(CultureInfo.InvariantCulture, $"/tickets?host={host}") : "/tickets"))
        {
            yield return part;
        }
    }

    public static IEnumerable<PaperPart> Causes(StatusFacts facts, PaperTimes times)
    {
        if (facts.Causes is not { } causes)
        {
            yield break;
        }

        yield return new PaperHeading("Root causes");
        var items = causes.Found.Items;
        if (items.Count == 0)
        {
            yield return new PaperText(
                causes.Without == 0 ? "No causes were looked for in this time." : $"{CasePaper.Counted(causes.Without, "problem was", "problems were")} looked into; none has a credible cause.", PaperTone.Quiet);
            yield break;
        }

        yield return StatusPaper.OfHost(facts, new PaperTable(
            ["When", "Host", "Problem", "Most probable cause", "Confidence", "What people said", "Ticket"],
            [
                .. items.Select(c => (IReadOnlyList<string>)
                [
                    times.Brief(c.At, facts.MadeAt), c.Host, c.Problem, CasePaper.Capital(c.Cause) + (c.IsSupported ? "" : " (correlated, not proven)"), StatusPaper.Share(c.Confidence), c.Verdict, StatusPaper.Ticket(c.Ticket),
                ]),
            ], [4])
        {
            IsWhole = items.Count <= StatusPaper.FewRows, Names = [0, 1, 5, 6], Addresses = [.. items.Select(c => StatusPaper.TicketAddress(c.Ticket))], AddressColumn = 6,
        }, 1);
        foreach (var part in StatusPaper.More(causes.Found.More, "causes, earlier", "/root-cause"))
        {
            yield return part;
        }

        if (causes.Without > 0)
        {
            yield return new PaperText($"For {CasePaper.Counted(causes.Without, "more problem", "more problems")} of this time no credible cause was found.", PaperTone.Quiet);
        }
    }
}
