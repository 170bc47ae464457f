using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Monitor.Domain.Access;
using Monitor.Domain.Logs;
using Monitor.Web.Access.Pages;
using Monitor.Web.Components;
using Monitor.Web.Live;
using Monitor.Web.Logs.Desk;
using Monitor.Web.Store;

namespace Monitor.Web.Logs.Screens.Sources;

/// <summary>Where lines come from: how many, what was dropped or hostile, what is blocked and how long each is kept. Filters are in the URL.</summary>
public sealed partial class LogSourcesPage(LogDesk logs, LogSourceDesk desk, LiveFeed feed, IOptions<RetentionOptions> retention, TimeProvider time, ILogger<LogSourcesPage> logger) : ActorComponent
{
    private const int PageSize = 50;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(30);
    private static readonly ShownWindow Day = ShownWindow.Last("24h");
    private static readonly ShownWindow Week = ShownWindow.Last("7d");

    private static readonly IReadOnlyList<(string, string)> Troubles =
        [("", "All sources"), ("blocked", "Blocked"), ("hostile", "With hostile lines"), ("dropped", "With dropped lines")];

    private readonly ScreenLife _left = new();
    private LogSourcePage? _page;
    private IReadOnlyList<(int Id, string Name)> _hosts = [];
    private bool _mayManage;
    private int? _blocking;
    private string? _why;

    [SupplyParameterFromQuery]
    public string? Name { get; set; }

    [SupplyParameterFromQuery]
    public int? Host { get; set; }

    [SupplyParameterFromQuery]
    public string? Trouble { get; set; }

    [SupplyParameterFromQuery]
    public int? After { get; set; }

    private bool IsNarrow => !string.IsNullOrEmpty(Name) || Host is not null || Trouble is not null || After is not null;

    private LogSourceTrouble Wanted => Trouble switch
    {
        "blocked" => LogSourceTrouble.Blocked,
        "hostile" => LogSourceTrouble.Hostile,
        "dropped" => LogSourceTrouble.Dropped,
        _ => LogSourceTrouble.Any,
    };

    protected override void OnInitialized()
    {
        _ = Gone.Register(_left.Dispose);
        _ = feed.FollowAsync(time, RefreshAsync, Gone, LiveFeed.LogSources);
        _ = _left.EveryAsync(Pace, time, logger, RefreshAsync);
    }

    protected override Task OnParametersSetAsync() => RendererInfo.IsInteractive ? ReadAsync() : Task.CompletedTask;

    private Task RefreshAsync() => InvokeAsync(async () =>
    {
        // Nobody likes a list that moves while he types why.
        if (_blocking is null)
        {
            await ReadAsync();
            StateHasChanged();
        }
    });

    private Task ReadAsync() => LoadAsync(Permissions.LogsRead, async actor =>
    {
        _mayManage = actor.May(Permissions.LogsManage);
        _hosts = await logs.HostsAsync(actor, Gone);
        _page = await desk.ListAsync(actor, new LogSourceFilter(Host, Name?.Replace("\0", "", StringComparison.Ordinal), Wanted, After, PageSize), Gone);
    });

    private void StartBlocking(int id) => (_blocking, _why) = (id, null);

    private Task BlockAsync(int id) => ActAsync(Permissions.LogsManage, async actor =>
    {
        if (Tell(await desk.BlockAsync(actor, id, _why ?? "", Gone)))
        {
            _blocking = null;
        }

        await ReadAsync();
    }, id);

    private Task UnblockAsync(int id) => ActAsync(Permissions.LogsManage, async actor =>
    {
        Tell(await desk.UnblockAsync(actor, id, Gone));
        await ReadAsync();
    }, id);

    private Task KeepAsync(int id, string? text) => ActAsync(Permissions.LogsManage, async actor =>
    {
        if (Enum.TryParse<LogRetention>(text, out var kept) && Enum.IsDefined(kept))
        {
            Tell(await desk.KeepAsync(actor, id, kept, Gone));
        }

        await ReadAsync();
    }, (id, text));

    private bool Tell(LogOutcome outcome)
    {
        (Problem, Done) = (outcome.IsDone ? null : outcome.Message, outcome.IsDone ? outcome.Message : null);
        return outcome.IsDone;
    }

    private string Kept(LogRetention kind) => kind == LogRetention.Security ? $"Security, {Days(retention.Value.SecurityLogs)}" : $"Usual, {Days(retention.Value.Logs)}";

    private static string Days(TimeSpan length) => $"{length.TotalDays:0} days";

    private void Go(string name, string? value) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        [name] = string.IsNullOrEmpty(value) ? null : value,
        ["after"] = null,
    }));

    private void GoAfter(int? after) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("after", after));
}
