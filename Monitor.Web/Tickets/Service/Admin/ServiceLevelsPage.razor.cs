using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets.Service;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Service.Admin;

/// <summary>What is promised for which tickets, in the order in which it is tried. The chosen one, or a new one, is in the URL.</summary>
public sealed partial class ServiceLevelsPage
{
    private IReadOnlyList<PolicyLine>? _lines;
    private SlaOptions? _options;
    private bool _busy;

    [Inject]
    public required PolicyDesk Desk { get; set; }

    [SupplyParameterFromQuery(Name = "level")]
    public int? LevelId { get; set; }

    protected override string Address => "/admin/service-levels";

    private bool IsNew => New == true && LevelId is null;

    private PolicyLine? Chosen => _lines?.FirstOrDefault(l => l.Policy.Id == LevelId);

    protected override (int Id, uint Version)? Opened => Chosen?.Policy is { } policy ? (policy.Id, policy.RowVersion) : null;

    protected override Task FetchAsync() => LoadAsync(Permissions.TicketsConfigure, async actor =>
        (_lines, _options) = (await Queries.PoliciesAsync(actor, Gone), await Queries.OptionsAsync(actor, Gone)));

    private Task<IReadOnlyList<string>> SaveAsync(PolicyWish wish) =>
        RunAsync("The service level is saved.", actor => Desk.SaveAsync(actor, Chosen?.Policy.Id, Version, wish, Gone));

    private Task<IReadOnlyList<string>> DeleteAsync() => RunAsync("The service level is deleted, and its clocks with it.", actor => Desk.DeleteAsync(actor, Chosen!.Policy.Id, Gone));

    private async Task MoveAsync(int id, bool up)
    {
        _busy = true;
        await InTurnAsync(Permissions.TicketsConfigure, async actor =>
        {
            var before = Chosen;
            var outcome = await Desk.MoveAsync(actor, id, up, Gone);
            Problem = outcome.IsDone ? null : string.Join(' ', outcome.Messages);
            await ReadAsync();

            // Another place is another version; the form does not show the place, so it goes on where nothing else has changed.
            if (before is not null && before.Policy.RowVersion == Version && Chosen?.SaysTheSame(before) == true)
            {
                TakeOver();
            }
        });
        _busy = false;
    }

    private static string Promises(SlaPolicy policy)
    {
        var promises = new[] { (SlaClock.FirstResponse, policy.FirstResponse), (SlaClock.NextUpdate, policy.NextUpdate), (SlaClock.Resolution, policy.Resolution) };
        return string.Join(", ", promises.Where(p => p.Item2 is not null).Select(p => $"{SlaWords.Of(p.Item1).ToLowerInvariant()} within {CalendarWords.Length(p.Item2!.Value)}"));
    }
}
