using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Web.Access;
using Monitor.Web.Access.Pages;

namespace Monitor.Web.Metrics;

/// <summary>Names, groups, tags and keys of hosts. Filter, page and the chosen host are in the URL.</summary>
public sealed partial class HostsAdminPage(HostReader reader) : ActorComponent
{
    private IReadOnlyList<HostRow>? _rows;
    private IReadOnlyList<HostGroup> _groups = [];
    private HostDetail? _detail;
    private int _total;
    private string? _newKey;

    [SupplyParameterFromQuery]
    public string? Text { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    public int? PageNumber { get; set; }

    [SupplyParameterFromQuery(Name = "host")]
    public int? HostId { get; set; }

    private int Number => Math.Clamp(PageNumber ?? 1, 1, 100_000);

    protected override async Task OnParametersSetAsync()
    {
        if (_detail?.Host.Id != HostId)
        {
            (_newKey, Problem) = (null, null);
        }

        await LoadAsync();
    }

    private Task LoadAsync() => LoadAsync(Permissions.HostsManage, async actor =>
    {
        (_rows, _total) = await reader.ListAsync(actor, Text, Number, Gone);
        _groups = await reader.GroupsAsync(actor, Gone);
        _detail = HostId is { } id ? await reader.FindAsync(actor, id, Gone) : null;
        Problem = HostId is not null && _detail is null ? HostOutcome.NotFound.Message : Problem;
    });

    private Task ChangeAsync(Func<Actor, CancellationToken, Task<HostOutcome>> command) => ActAsync(Permissions.HostsManage, async actor =>
    {
        var outcome = await command(actor, Gone);
        _newKey = outcome.Secret;
        await LoadAsync();
        Problem = outcome.IsDone ? Problem : outcome.Message;
    });

    private void Go(string? text, int page) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
        new Dictionary<string, object?> { ["text"] = string.IsNullOrWhiteSpace(text) ? null : text, ["page"] = page == 1 ? null : page, ["host"] = null }));
}
