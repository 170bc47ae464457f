using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Components.Forms;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics.Topology;
using Monitor.Web.Access.Pages;
using Monitor.Web.Metrics.Services;
using Monitor.Web.Problems.Rules.Yaml;

namespace Monitor.Web.Metrics.Topology;

/// <summary>A topology from a file: what it would change is shown before anything changes.</summary>
public sealed partial class TopologyPage(TopologyDesk desk) : ActorComponent
{
    private const int MostShown = 100;

    private const string Example = """
        monitor-topology: 1
        hosts:
          - host: db-1
            behind: [switch-1]
        services:
          - service: shop
            runs-on: [web-1, web-2]
            depends-on: [storage-1]
            calls: [orders]
          - service: orders
            runs-on: [db-1]
        """;

    private TopologyPlan? _plan;
    private bool? _mayChange;
    private bool _removes;
    private bool _busy;
    private string _yaml = "";

    protected override Task OnInitializedAsync() => StartAsync();

    private Task StartAsync() => LoadAsync(Permissions.HostsRead, actor =>
    {
        _mayChange = ServiceReader.MayChange(actor);
        return Task.CompletedTask;
    });

    private async Task ReadFileAsync(InputFileChangeEventArgs e)
    {
        (_yaml, _plan, Problem, Done) = ("", null, null, null);
        if (e.File.Size > RuleFile.MostBytes)
        {
            Problem = $"A file has at most {RuleFile.MostBytes / 1024} KB. Import it in parts.";
            return;
        }

        await using var stream = e.File.OpenReadStream(RuleFile.MostBytes, Gone);
        if (await RuleFile.ReadAsync(stream, Gone) is { } text)
        {
            _yaml = text;
            await PreviewAsync();
        }
        else
        {
            Problem = "The file is no text in UTF-8.";
        }
    }

    private Task PreviewAsync() => DoAsync(async actor => _plan = _yaml.Length == 0 ? null : await desk.PreviewAsync(actor, _yaml, _removes, Gone));

    private Task ImportAsync() => DoAsync(async actor =>
    {
        // Another file may have been chosen since the click.
        if (_plan is not { } shown)
        {
            return;
        }

        var (outcome, plan) = await desk.ApplyAsync(actor, _yaml, _removes, shown.Stamp, Gone);
        if (outcome.IsDone)
        {
            (_plan, _yaml, Done) = (null, "", $"Imported: {plan!.Count(TopologyAct.Added)} added, {plan.Count(TopologyAct.Changed)} changed, {plan.Count(TopologyAct.Removed)} removed.");
        }
        else
        {
            // Errors of the file stand below, one by one.
            (_plan, Problem) = (plan, plan?.Errors.Count > 0 ? null : outcome.Message);
        }
    });

    private async Task DoAsync(Func<Access.Actor, Task> act, [CallerMemberName] string name = "")
    {
        _busy = true;
        try
        {
            await ActAsync(Permissions.HostsLink, act, name: name);
        }
        finally
        {
            _busy = false;
        }
    }
}
