using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Web.Access;

namespace Monitor.Web.Metrics;

/// <summary>The tree of host groups. The chosen group is in the URL.</summary>
public sealed partial class GroupsPage(GroupDesk desk, HostReader reader, AccessGate gate, NavigationManager navigation) : IDisposable
{
    private readonly CancellationTokenSource _left = new();
    private IReadOnlyList<HostGroup>? _groups;
    private int _shown;
    private string _name = "";
    private string _childName = "";
    private int _parentId = HostGroup.FleetId;
    private string? _error;

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    [SupplyParameterFromQuery(Name = "group")]
    public int? GroupId { get; set; }

    private int Selected => GroupId ?? HostGroup.FleetId;

    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_shown != Selected)
        {
            _error = null;
            await LoadAsync();
        }
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
            await ActorAsync();
            _groups = await reader.GroupsAsync(_left.Token);
            var chosen = _groups.FirstOrDefault(g => g.Id == Selected);
            (_shown, _name, _childName, _parentId) = (Selected, chosen?.Name ?? "", "", chosen?.ParentId ?? HostGroup.FleetId);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            _error = failure is AccessRefusedException ? failure.Message : "The groups could not be read. Load the page again in a moment.";
        }
    }

    private async Task Do(Func<Actor, CancellationToken, Task<HostOutcome>> command)
    {
        try
        {
            var outcome = await command(await ActorAsync(), _left.Token);
            _error = outcome.IsDone ? null : outcome.Message;
            if (outcome.IsDone)
            {
                await LoadAsync();
            }
        }
        catch (AccessRefusedException refused)
        {
            _error = refused.Message;
        }
    }

    /// <summary>Every group after its parent.</summary>
    private IEnumerable<(HostGroup Group, int Depth)> Tree(int? parentId = null, int depth = 0) =>
        _groups!.Where(g => g.ParentId == parentId).SelectMany(g => Tree(g.Id, depth + 1).Prepend((g, depth)));

    private async Task<Actor> ActorAsync() => await gate.RequireAsync((await AuthenticationState).User, Permissions.HostsManage, _left.Token);

    private void Choose(int groupId) => navigation.NavigateTo(navigation.GetUriWithQueryParameter("group", groupId));
}
