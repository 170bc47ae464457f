using Microsoft.AspNetCore.Components;
using Monitor.Domain.Metrics;
using Monitor.Web.Access;

namespace Monitor.Web.Metrics;

/// <summary>What can be done to one host. The page runs the commands, as whoever has it open.</summary>
public sealed partial class HostAdminCard(HostRegistry registry, AgentKeyDesk keys)
{
    private int _shown;
    private string _name = "";
    private int _groupId;
    private string _tagKey = "";
    private string _tagValue = "";
    private bool _isRetiring;

    [Parameter, EditorRequired]
    public required HostDetail Detail { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<HostGroup> Groups { get; set; }

    [Parameter, EditorRequired]
    public EventCallback<Func<Actor, CancellationToken, Task<HostOutcome>>> OnChange { get; set; }

    [Parameter]
    public string? NewKey { get; set; }

    private int Id => Detail.Host.Id;

    protected override void OnParametersSet()
    {
        if (_shown != Id)
        {
            (_shown, _name, _groupId, _tagKey, _tagValue, _isRetiring) = (Id, Detail.Host.Name, Detail.Host.GroupId, "", "", false);
        }
    }

    private Task Do(Func<Actor, CancellationToken, Task<HostOutcome>> command) => OnChange.InvokeAsync(command);
}
