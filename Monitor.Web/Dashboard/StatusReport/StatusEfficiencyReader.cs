using Monitor.Domain.Efficiency;
using Monitor.Domain.RootCause.Packs;
using Monitor.Domain.StatusReports;
using Monitor.Web.Access;
using Monitor.Web.Efficiency.Reading;

namespace Monitor.Web.Dashboard.StatusReport;

/// <summary>The index of a month, its reasons, and what is proposed.</summary>
public sealed class StatusEfficiencyReader(EfficiencyReader efficiency, SizeReader sizes, PackText text)
{
    private const int Worst = 5;
    private const int MostSizes = 15;

    /// <summary>With the hosts that had a proposal a month before, and those of them for which it was right.</summary>
    public async Task<(StatusEfficiency? Facts, int Sized, int Safe)> ReadAsync(Actor actor, StatusAsk ask, CancellationToken cancellationToken)
    {
        // Null: a group without a host, or one that was retired.
        if (await efficiency.ReadAsync(actor, new EfficiencyAsk(ask.HostId, ask.GroupId), cancellationToken) is not { } view)
        {
            return (new StatusEfficiency(null, null, null, "", "", [], [], new StatusList<StatusSize>([], 0), []), 0, 0);
        }

        var proposed = await sizes.ReadAsync(actor, ask.HostId, ask.GroupId, EfficiencyReader.MostHosts, cancellationToken);
        var lines = proposed.Lines.SelectMany(l => l.Size.Proposals.Select(p => new StatusSize(l.Size.HostId, l.Host, p.Sentence, p.Month, l.Currency))).ToList();
        var shown = StatusList<StatusSize>.Of(lines, MostSizes);
        var facts = new StatusEfficiency(
            view.Until, view.All is { } all ? Math.Round(all.Total, 1) : null, view.Before is { } before ? Math.Round(before, 1) : null, view.All?.ConfidenceWord ?? "", view.All?.Sentence ?? "",
            [.. (view.All?.Parts ?? []).Select(Part)],
            ask.HostId is null ? [.. view.Hosts.Take(Worst).Select(h => new StatusIndex(h.HostId, text.Of(h.Host, 200), Math.Round(h.Reading.Total, 1), h.Reading.Sentence))] : [],
            shown with { Items = [.. shown.Items.Select(s => s with { Host = text.Of(s.Host, 200), Sentence = text.Of(s.Sentence, 400) })] },
            [.. lines.GroupBy(l => l.Currency, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new StatusMoney(g.Sum(l => l.Month), g.Key))]);
        return (facts, proposed.Graded, proposed.Safe);
    }

    private static StatusPart Part(ResourceReading part) => new(
        Resources.Title(part.Resource), Known(part.Score), Known(part.Mean), Known(part.Below), Known(part.Above),
        !part.IsKnown ? "not known" : part.Side switch { > 0 => part.Above >= .5 ? "short" : "short at times", < 0 => part.Below >= .7 ? "idle" : "idle at times", _ => "used well" });

    private static double? Known(double value) => double.IsFinite(value) ? Math.Round(value, 3) : null;
}
