using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Web.Access.Pages;

namespace Monitor.Web.Metrics;

/// <summary>Makes the command that adds a host, and shows live how far the host has come. The page keeps the command to itself: a secret has no place in a URL.</summary>
public sealed partial class AddHostPage(EnrolmentDesk desk, HostReader reader, InstallCommand install) : ActorComponent
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private IReadOnlyList<HostGroup>? _groups;
    private int _groupId = HostGroup.FleetId;
    private int? _waitedFor;
    private string? _command;
    private JoiningHost? _joining;

    protected override Task OnInitializedAsync() => LoadAsync();

    private Task LoadAsync() => LoadAsync(Permissions.HostsManage, async actor =>
    {
        _groups = await reader.GroupsAsync(actor, Gone);
        _groupId = _groups.Any(g => g.Id == _groupId) ? _groupId : _groups.Select(g => g.Id).FirstOrDefault();
    });

    private Task CreateAsync() => ActAsync(Permissions.HostsManage, async actor =>
    {
        var outcome = await desk.CreateTokenAsync(actor, _groupId, Gone);
        Problem = outcome.IsDone ? null : outcome.Message;
        if (outcome.IsDone)
        {
            _command = install.For(outcome.Secret!, Navigation.BaseUri);
            _waitedFor = outcome.Id;
            _joining = await reader.JoiningAsync(outcome.Id, Gone);
            _ = FollowAsync(outcome.Id, Gone);
        }
    });

    private async Task FollowAsync(int tokenId, CancellationToken cancellationToken)
    {
        try
        {
            using var timer = new PeriodicTimer(Look);
            while (_waitedFor == tokenId && _joining is { IsConnected: false, IsExpired: false } && await timer.WaitForNextTickAsync(cancellationToken))
            {
                _joining = await reader.JoiningAsync(tokenId, cancellationToken);
                await InvokeAsync(StateHasChanged);
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
        catch (Exception)
        {
            await InvokeAsync(() =>
            {
                Problem = "It is not known how far the host has come: the database does not answer. Load the page again in a moment.";
                StateHasChanged();
            });
        }
    }
}
