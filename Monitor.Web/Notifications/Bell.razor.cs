using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Web;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Web.Access;
using Monitor.Web.Components;
using Monitor.Web.Hosting;
using Monitor.Web.Live;

namespace Monitor.Web.Notifications;

/// <summary>The bell of the page frame: how much is new, and on a click what. Opening it marks everything as read. Live.</summary>
public sealed partial class Bell(BellQueries queries, AccessGate gate, LiveFeed feed, TimeProvider time, ILogger<Bell> logger) : IDisposable
{
    private const int TextShown = 160;

    private readonly ScreenLife _left = new();
    private readonly Readings _readings = new();
    private IReadOnlyList<BellEntry> _entries = [];
    private int _shown = BellQueries.PageSize;
    private int _unread;
    private bool _open;

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    private string Label => _unread == 0 ? "News" : $"News, {_unread} unread";

    protected override async Task OnInitializedAsync()
    {
        await LoadAsync();
        _ = feed.FollowAsync(time, () => InvokeAsync(RefreshAsync), _left.Token, LiveFeed.Notices, LiveFeed.Problems);
    }

    private async Task RefreshAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private Task LoadAsync() => _readings.RunAsync(() => AskAsync(async actor =>
    {
        if (actor.May(Permissions.PortalUse))
        {
            (_entries, _unread) = await queries.ReadAsync(actor, _shown, _left.Token);
            _unread = _open ? 0 : _unread;
        }
    }));

    private async Task ToggleAsync()
    {
        _open = !_open;
        if (!_open)
        {
            return;
        }

        _shown = BellQueries.PageSize;
        await LoadAsync();
        await AskAsync(async actor =>
        {
            await queries.MarkReadAsync(actor, _left.Token);
            _unread = 0;
        });
    }

    /// <summary>The bell is part of every page: what goes wrong in it must not take the page along.</summary>
    private async Task AskAsync(Func<Actor, Task> ask)
    {
        try
        {
            if (await gate.FindAsync((await AuthenticationState).User, _left.Token) is { } actor)
            {
                await ask(actor);
            }
        }
        catch (Exception exception) when (DatabaseOutage.Is(exception) || DatabaseOutage.IsForgotten(exception))
        {
            // The page itself says that the database is away; the bell keeps what it had.
            logger.LogDebug(exception, "The bell was not refreshed");
        }
    }

    private Task MoreAsync()
    {
        _shown += BellQueries.PageSize;
        return LoadAsync();
    }

    private void CloseOnEscape(KeyboardEventArgs e) => _open = _open && e.Key != "Escape";

    /// <summary>News of tickets quote what people wrote.</summary>
    private static string Short(BellEntry entry) => WholeText.Cut(entry.Icon == "tickets" ? PlainMarkdown.Of(entry.Text) : entry.Text, TextShown + 1);

    public void Dispose() => _left.Dispose();
}
