using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Live;

namespace Monitor.Web.Notifications.Deliveries;

/// <summary>The channels and their notices, live. State and page are in the URL.</summary>
public sealed partial class DeliveriesPage(
    DeliveryQueries queries, DeliveryDesk desk, AccessGate gate, LiveFeed feed, NavigationManager navigation) : IDisposable
{
    private const int PageSize = 50;

    private static readonly (DeliveryState Value, string Title)[] Tabs =
        [(DeliveryState.GivenUp, "Given up"), (DeliveryState.Waiting, "Waiting"), (DeliveryState.Sent, "Sent")];

    private readonly ScreenLife _left = new();
    private readonly Readings _readings = new();
    private IReadOnlyList<ChannelRow> _channels = [];
    private IReadOnlyList<DeliveryRow>? _rows;
    private int _total;
    private string? _error;
    private string _message = "";
    private bool _busy;

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    [Inject]
    public required TimeProvider Time { get; set; }

    [SupplyParameterFromQuery]
    public string? State { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    public int? PageNumber { get; set; }

    private int Number => Math.Clamp(PageNumber ?? 1, 1, 100_000);

    private DeliveryState Selected => Array.Find(Tabs, t => string.Equals(t.Value.ToString(), State, StringComparison.OrdinalIgnoreCase)).Value;

    private string When => Selected switch { DeliveryState.Waiting => "Next attempt", DeliveryState.Sent => "Sent", _ => "Given up" };

    private string Nothing => Selected switch { DeliveryState.Waiting => "Nothing waits", DeliveryState.Sent => "Nothing was sent yet", _ => "Nothing was given up" };

    private string NothingText => Selected switch
    {
        DeliveryState.Waiting => "Everything that was to be sent is sent.",
        DeliveryState.Sent => "Notices appear here once mail is set up, or a webhook is added.",
        _ => "A notice that is refused for good, or could not be sent for a day, would be here with the reason.",
    };

    protected override void OnInitialized() => _ = feed.FollowAsync(Time, () => InvokeAsync(RefreshAsync), _left.Token, LiveFeed.Notices);

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task RefreshAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private Task LoadAsync() => _readings.RunAsync(ReadOnceAsync);

    private async Task ReadOnceAsync()
    {
        try
        {
            var actor = await gate.RequireAsync((await AuthenticationState).User, Permissions.SystemManage, _left.Token);
            _channels = await queries.ChannelsAsync(actor, _left.Token);
            (_rows, _total) = await queries.PageAsync(actor, Selected, (Number - 1) * PageSize, PageSize, _left.Token);
            _error = null;
        }
        catch (AccessRefusedException refused)
        {
            _error = refused.Message;
        }
        catch (Exception failure) when (DatabaseOutage.Is(failure))
        {
            _error = "The database does not answer. Try again in a moment.";
        }
    }

    private Task TryAsync(DeliveryRow row) => ActAsync(async actor =>
        await desk.TryAgainAsync(actor, row.Id, _left.Token) ? "It is tried again now; what comes of it appears here." : "It is not given up any more.");

    private Task TryAllAsync(ChannelRow channel) => ActAsync(async actor =>
        await desk.TryAllAgainAsync(actor, channel.Name, _left.Token) is var count and > 0 ? $"{count} notices are tried again now." : "None is given up any more.");

    private Task TestAsync() => ActAsync(async actor =>
        await desk.TestMailAsync(actor, _left.Token) is { Problem: { } problem } ? problem : "A test is on its way to your address; under Sent or Waiting appears what comes of it.");

    private async Task ActAsync(Func<Actor, Task<string>> act)
    {
        _busy = true;
        try
        {
            _message = await act(await gate.RequireAsync((await AuthenticationState).User, Permissions.SystemManage, _left.Token));
            await LoadAsync();
        }
        catch (AccessRefusedException refused)
        {
            _message = refused.Message;
        }
        catch (Exception failure) when (DatabaseOutage.Is(failure))
        {
            _message = "The database does not answer. Try again in a moment.";
        }
        finally
        {
            _busy = false;
        }
    }

    private DateTimeOffset? Moment(DeliveryRow row) => Selected switch { DeliveryState.Waiting => row.DueAt, DeliveryState.Sent => row.SentAt, _ => row.GivenUpAt };

    private void GoToPage(int page) => navigation.NavigateTo(navigation.GetUriWithQueryParameter("page", page == 1 ? null : (int?)page));

    public void Dispose() => _left.Dispose();
}
