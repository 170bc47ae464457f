using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Web.Access;

namespace Monitor.Web.Metrics;

/// <summary>Makes the command that adds a host, and shows live how far the host has come. The page keeps the command to itself: a secret has no place in a URL.</summary>
public sealed partial class AddHostPage(
    EnrolmentDesk desk, HostReader reader, InstallCommand install, AccessGate gate, NavigationManager navigation) : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _left = new();
    private IReadOnlyList<HostGroup>? _groups;
    private int _groupId = HostGroup.FleetId;
    private int? _waitedFor;
    private string? _command;
    private JoiningHost? _joining;
    private bool _isBusy;
    private string? _error;

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
    }

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        try
        {
            _error = null;
            await ActorAsync();
            _groups = await reader.GroupsAsync(_left.Token);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            _error = failure is AccessRefusedException ? failure.Message : "The groups could not be read. Load the page again in a moment.";
        }
    }

    private async Task<Actor> ActorAsync() => await gate.RequireAsync((await AuthenticationState).User, Permissions.HostsManage, _left.Token);

    private async Task CreateAsync()
    {
        if (_isBusy)
        {
            return;
        }

        _isBusy = true;
        try
        {
            var outcome = await desk.CreateTokenAsync(await ActorAsync(), _groupId, _left.Token);
            _error = outcome.IsDone ? null : outcome.Message;
            if (outcome.IsDone)
            {
                _command = install.For(outcome.Secret!, navigation.BaseUri);
                _waitedFor = outcome.Id;
                _joining = await reader.JoiningAsync(outcome.Id, _left.Token);
                _ = FollowAsync(outcome.Id, _left.Token);
            }
        }
        catch (AccessRefusedException refused)
        {
            _error = refused.Message;
        }
        finally
        {
            _isBusy = false;
        }
    }

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
                _error = "It is not known how far the host has come: the database does not answer. Load the page again in a moment.";
                StateHasChanged();
            });
        }
    }
}
