using Monitor.Domain.Efficiency;
using Monitor.Web.Hosting;

namespace Monitor.Web.Efficiency.Reading;

/// <summary>A view as CSV: a row for each host, worst first.</summary>
public static class EfficiencyFiles
{
    public static string Csv(EfficiencyView view)
    {
        var text = new CsvText(["host_id", "host", "group", "rei", .. Resources.All.Select(r => $"rei_{Resources.Key(r)}"), "confidence", "before", "why"]);
        foreach (var host in view.Hosts)
        {
            text.Row(
            [
                host.HostId, host.Host, host.Group, Math.Round(host.Reading.Total, 1), .. host.Reading.Parts.Select(p => p.IsKnown ? (object)Math.Round(p.Score, 1) : ""),
                Math.Round(host.Reading.Confidence, 2), host.Before is { } before ? Math.Round(before, 1) : "", host.Reading.Sentence,
            ]);
        }

        return text.Take();
    }

    public static string Csv(IReadOnlyList<SizeLine> lines)
    {
        var text = new CsvText("host_id", "host", "group", "action", "where", "from", "to", "expected_percent", "month", "currency", "why");
        foreach (var line in lines)
        {
            foreach (var proposal in line.Size.Proposals)
            {
                text.Row(
                    line.Size.HostId, line.Host, line.Group, proposal.Action.ToString(), proposal.Where, Math.Round(proposal.From, 1), Math.Round(proposal.To, 1), Math.Round(proposal.Expected, 1),
                    proposal.Month, line.Currency, proposal.Sentence);
            }
        }

        return text.Take();
    }
}
