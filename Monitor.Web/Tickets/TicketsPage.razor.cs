using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Live;

namespace Monitor.Web.Tickets;

/// <summary>The tickets that this person may see, live. State, assignee, words and page are in the URL.</summary>
public sealed partial class TicketsPage(TicketQueries queries, AccessGate gate, LiveFeed feed, NavigationManager navigation, TimeProvider time) : IDisposable
{
    private const int PageSize = 50;
    private const string Active = "";
    private const string All = "all";

    private static readonly (string Value, string Title)[] Segments =
        [(Active, "To do"), .. Enum.GetNames<TicketState>().Select(s => (s, s)), (All, "All")];

    private readonly ScreenLife _left = new();
    private Actor? _actor;
    private IReadOnlyList<TicketLine>? _lines;
    private IReadOnlyList<Assignee> _assignees = [];
    private int _total;
    private string? _error;

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    [SupplyParameterFromQuery]
    public string? State { get; set; }

    [SupplyParameterFromQuery]
    public string? Assignee { get; set; }

    [SupplyParameterFromQuery]
    public string? Text { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    public int? PageNumber { get; set; }

    private int Number => Math.Clamp(PageNumber ?? 1, 1, 100_000);

    private string Selected => Array.Find(Segments, s => string.Equals(s.Value, State ?? "", StringComparison.OrdinalIgnoreCase)).Value ?? Active;

    private bool IsFiltered => Selected != Active || !string.IsNullOrEmpty(Assignee) || !string.IsNullOrWhiteSpace(Text) || Number > 1;

    protected override async Task OnInitializedAsync()
    {
        await LoadAssigneesAsync();
        _ = feed.FollowAsync(time, () => InvokeAsync(RefreshAsync), _left.Token, LiveFeed.Tickets);
    }

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task RefreshAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private async Task LoadAssigneesAsync()
    {
        var actor = await gate.FindAsync((await AuthenticationState).User, _left.Token);
        _assignees = actor?.May(Permissions.TicketsRead) == true ? await queries.AssigneesAsync(_left.Token) : [];
    }

    private async Task LoadAsync()
    {
        try
        {
            _actor = await gate.RequireAsync((await AuthenticationState).User, Permissions.PortalUse, _left.Token);
            (_lines, _total) = await queries.PageAsync(_actor, Filter(), Number, PageSize, _left.Token);
            _error = null;
        }
        catch (AccessRefusedException refused)
        {
            _error = refused.Message;
        }
        catch (Npgsql.NpgsqlException)
        {
            _error = "The database does not answer. It is tried again with the next change; you can also try now.";
        }
    }

    private TicketFilter Filter() => new()
    {
        States = Selected switch
        {
            Active => [TicketState.New, TicketState.Open, TicketState.Pending],
            All => [],
            _ => [Enum.Parse<TicketState>(Selected, ignoreCase: true)],
        },
        IsUnassigned = Assignee == "nobody",
        AssigneeUserId = Assignee == "me" ? _actor!.UserId
            : int.TryParse(Assignee, NumberStyles.None, CultureInfo.InvariantCulture, out var userId) ? userId : null,
        Text = Text ?? "",
    };

    // An argument that is given ("" for none) changes its part of the URL; a change of filter goes back to the first page.
    private void Go(string? state = null, string? assignee = null, string? text = null, int? page = null) =>
        navigation.NavigateTo(navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
        {
            ["state"] = Blank(state ?? State),
            ["assignee"] = Blank(assignee ?? Assignee),
            ["text"] = Blank(text ?? Text),
            ["page"] = page is > 1 ? page : null,
        }));

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    public void Dispose() => _left.Dispose();
}
