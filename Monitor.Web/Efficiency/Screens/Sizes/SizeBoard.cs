using Monitor.Domain.Efficiency;
using Monitor.Web.Access;
using Monitor.Web.Efficiency.Desk;
using Monitor.Web.Efficiency.Reading;

namespace Monitor.Web.Efficiency.Screens.Sizes;

/// <summary>A host with what is proposed for it, and the ticket for that, if there is one.</summary>
public sealed record SizeRow(SizeLine Line, int? TicketNumber);

/// <summary>A page of proposals, with what all that pass the filter come to.</summary>
/// <param name="Graded">Hosts of the same group with a proposal of a month before, whatever else is filtered by.</param>
/// <param name="KnownSince">Only where there is nothing to show.</param>
public sealed record SizeBoardPage(
    IReadOnlyList<SizeRow> Rows, int Total, IReadOnlyList<SizeMoney> Money, int Gone, int Graded, int Safe, DateTimeOffset? LookedAt, DateOnly? KnownSince);

/// <summary>Proposed sizes as their page shows them: filtered, by pages, with tickets.</summary>
public sealed class SizeBoard(SizeReader sizes, SizeTickets tickets)
{
    public async Task<SizeBoardPage> ReadAsync(Actor actor, SizeAsk ask, int page, int size, CancellationToken cancellationToken)
    {
        var view = await sizes.ReadAsync(actor, ask.HostId, ask.GroupId, EfficiencyReader.MostHosts, cancellationToken);
        var kept = view.Lines.Where(ask.Includes).ToList();
        var shown = kept.Skip((page - 1) * size).Take(size).ToList();
        var numbers = await tickets.NumbersAsync(shown, cancellationToken);
        return new SizeBoardPage(
            shown.ConvertAll(l => new SizeRow(l, numbers.TryGetValue(l.Size.HostId, out var number) ? number : null)), kept.Count, SizeMoney.Of(kept),
            kept.Count(l => l.Size.Proposals.Any(p => p.Action is SizeAction.SwitchOff or SizeAction.Merge)), view.Graded, view.Safe, view.LookedAt,
            kept.Count > 0 ? null : await sizes.KnownSinceAsync(actor, ask.HostId, ask.GroupId, cancellationToken));
    }

    /// <summary>Everything that passes the filter, for a file.</summary>
    public async Task<SizeView> AllAsync(Actor actor, SizeAsk ask, CancellationToken cancellationToken)
    {
        var view = await sizes.ReadAsync(actor, ask.HostId, ask.GroupId, EfficiencyReader.MostHosts, cancellationToken);
        return view with { Lines = [.. view.Lines.Where(ask.Includes)] };
    }
}
