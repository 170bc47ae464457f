using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.Extensions;
using Monitor.Domain.Access;
using Monitor.Domain.Efficiency;
using Monitor.Web.Access;
using Monitor.Web.Access.Pages;
using Monitor.Web.Components;
using Monitor.Web.Efficiency.Desk;
using Monitor.Web.Efficiency.Reading;
using Monitor.Web.Live;

namespace Monitor.Web.Efficiency.Screens.Sizes;

/// <summary>What hosts should be made of, what saves most first, live. Filters and page are in the URL.</summary>
public sealed partial class SizesPage(SizeBoard board, HostChoices hosts, EfficiencyGroups groups, SizeTickets tickets, LiveFeed feed, TimeProvider time) : ActorComponent
{
    private const int PageSize = 25;

    private static readonly (string Format, string Title)[] Exports = [("csv", "CSV"), ("json", "JSON")];

    private SizeBoardPage? _page;
    private IReadOnlyList<NamedId> _hosts = [];
    private IReadOnlyList<NamedId> _groups = [];
    private int? _opening;
    private bool _mayOpen;

    [SupplyParameterFromQuery]
    public int? Host { get; set; }

    [SupplyParameterFromQuery]
    public int? Group { get; set; }

    [SupplyParameterFromQuery]
    public string? Kind { get; set; }

    [SupplyParameterFromQuery]
    public string? Action { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    public int? PageNumber { get; set; }

    private int Number => Math.Clamp(PageNumber ?? 1, 1, 100_000);

    private bool IsFiltered => Host is not null || Group is not null || !string.IsNullOrEmpty(Kind) || !string.IsNullOrEmpty(Action);

    /// <summary>When enough is known for proposals of less; null where it is, or where nothing is known at all.</summary>
    private DateTimeOffset? EnoughAt =>
        _page?.KnownSince is { } day && new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).AddDays(RightSize.FewestDays + 1) is var at && at > time.GetUtcNow() ? at : null;

    protected override void OnInitialized() => Follow(feed, time, ReadAsync, LiveFeed.Efficiency, LiveFeed.Tickets);

    protected override Task OnParametersSetAsync() => ReadAsync();

    private Task ReadAsync() => LoadAsync(Permissions.EfficiencyRead, async actor =>
    {
        _mayOpen = actor.May(Permissions.TicketsWork);
        (_hosts, _groups) = (await hosts.ListAsync(actor, Gone), await groups.ListAsync(actor, Gone));
        _page = await board.ReadAsync(actor, SizeAsk.Read(Host, Group, Kind, Action), Number, PageSize, Gone);
    });

    private Task OpenAsync(int hostId) => _opening is not null ? Task.CompletedTask : ActAsync(Permissions.TicketsWork, async actor =>
    {
        _opening = hostId;
        try
        {
            var outcome = await tickets.OpenAsync(actor, hostId, Gone);
            (Problem, Done) = (outcome.IsDone ? null : outcome.Message, outcome.IsDone ? $"Ticket #{outcome.Number} is about it." : null);
        }
        finally
        {
            _opening = null;
        }

        await ReadAsync();
    });

    private string ExportAddress(string format)
    {
        var query = new QueryBuilder { { "format", format } };
        foreach (var (name, value) in new[] { ("host", Host?.ToString(CultureInfo.InvariantCulture)), ("group", Group?.ToString(CultureInfo.InvariantCulture)), ("kind", Kind), ("action", Action) })
        {
            if (!string.IsNullOrEmpty(value))
            {
                query.Add(name, value);
            }
        }

        return SizesForm.Path + query;
    }

    private static string Word(SizeAction action) => SizeAsk.Actions.Single(a => a.Action == action).Title;

    private static (string Kind, string Word) Badge(SizeProposal proposal) =>
        proposal.Action is SizeAction.SwitchOff or SizeAction.Merge ? ("info", Word(proposal.Action)) : (proposal.IsMore ? "warning" : "good", $"{(proposal.IsMore ? "More" : "Less")}: {Word(proposal.Action)}");

    private void Go(string name, string? value) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        [name] = string.IsNullOrEmpty(value) ? null : value,
        ["page"] = null,
    }));
}
