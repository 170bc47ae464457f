using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Web.Access;

namespace Monitor.Web.Metrics;

/// <summary>Names, groups, tags and keys of hosts. Filter, page and the chosen host are in the URL.</summary>
public sealed partial class HostsAdminPage(HostReader reader, AccessGate gate, NavigationManager navigation) : IDisposable
{
    private readonly CancellationTokenSource _left = new();
    private IReadOnlyList<HostRow>? _rows;
    private IReadOnlyList<HostGroup> _groups = [];
    private HostDetail? _detail;
    private int _total;
    private string? _newKey;
    private string? _error;

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    [SupplyParameterFromQuery]
    public string? Text { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    public int? PageNumber { get; set; }

    [SupplyParameterFromQuery(Name = "host")]
    public int? HostId { get; set; }

    private int Number => Math.Clamp(PageNumber ?? 1, 1, 100_000);

    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_detail?.Host.Id != HostId)
        {
            (_newKey, _error) = (null, null);
        }

        await LoadAsync();
    }

    private Task RetryAsync()
    {
        _error = null;
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        try
        {
            var actor = await ActorAsync();
            (_rows, _total) = await reader.ListAsync(actor, Text, Number, _left.Token);
            _groups = await reader.GroupsAsync(_left.Token);
            _detail = HostId is { } id ? await reader.FindAsync(actor, id, _left.Token) : null;
            if (HostId is not null && _detail is null)
            {
                _error = HostOutcome.NotFound.Message;
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            _error = failure is AccessRefusedException ? failure.Message : "The hosts could not be read. Load the page again in a moment.";
        }
    }

    private async Task ChangeAsync(Func<Actor, CancellationToken, Task<HostOutcome>> command)
    {
        try
        {
            var outcome = await command(await ActorAsync(), _left.Token);
            _error = outcome.IsDone ? null : outcome.Message;
            _newKey = outcome.Secret;
            await LoadAsync();
        }
        catch (AccessRefusedException refused)
        {
            _error = refused.Message;
        }
    }

    private async Task<Actor> ActorAsync() => await gate.RequireAsync((await AuthenticationState).User, Permissions.HostsManage, _left.Token);

    private void Go(string? text, int page) => navigation.NavigateTo(navigation.GetUriWithQueryParameters(
        new Dictionary<string, object?> { ["text"] = string.IsNullOrWhiteSpace(text) ? null : text, ["page"] = page == 1 ? null : page, ["host"] = null }));
}
