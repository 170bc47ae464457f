using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.RootCause.Runbooks;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Runbooks.Admin;

/// <summary>The switch of the feature, the runbooks, and the form or the history of one of them, which is in the address.</summary>
public sealed partial class RunbooksPage
{
    private IReadOnlyList<RunbookLine>? _lines;
    private RunbookOptions? _options;
    private int? _enabling;

    /// <summary>What the open form was filled from: whoever saves says what was looked at.</summary>
    private uint? _version;
    private string? _editing;
    private bool _isOn;
    private bool _isSwitching;
    private bool _busy;

    [Inject]
    public required RunbookBook Book { get; set; }

    [Inject]
    public required RunbookAdminQueries Queries { get; set; }

    /// <summary>The number of the runbook whose form is open, or <c>new</c>.</summary>
    [SupplyParameterFromQuery(Name = "edit")]
    public string? Edit { get; set; }

    [SupplyParameterFromQuery(Name = "history")]
    public int? HistoryOf { get; set; }

    private RunbookLine? Edited => _lines?.FirstOrDefault(l => IdText.Of(l.Id) == Edit);

    private RunbookDefinition? Editing => Edit == "new" ? new RunbookDefinition { Name = "", Steps = [new RunbookStep(RunbookStepKind.Action, "")] }
        : Edited is { } line ? line.Definition ?? new RunbookDefinition { Name = line.Name }
        : null;

    protected override async Task OnParametersSetAsync()
    {
        if (_lines is null || Edit != _editing)
        {
            _editing = Edit;
            await ReadAsync();
            _version = Edited?.RowVersion;
        }
    }

    private Task ReadAsync() => LoadAsync(Permissions.RunbooksManage, async actor =>
    {
        (_isOn, _lines) = await Queries.ListAsync(actor, Gone);
        _options = await Queries.OptionsAsync(actor, Gone);
    });

    private string ByItself(RunbookDefinition runbook) => runbook.AutomaticGroups.Count == 0 ? "never; it is only proposed"
        : $"in {string.Join(", ", runbook.AutomaticGroups.Select(id => _options!.Groups.FirstOrDefault(g => g.Id == id)?.Name ?? "(a group that is gone)"))}, for causes from {runbook.LeastConfidence * 100:0} % on that something supports{(runbook.NeedsApproval ? ", once somebody agreed" : "")}";

    private void Close()
    {
        (Problem, _enabling) = (null, null);
        Navigation.NavigateTo("/admin/runbooks");
    }

    private Task SaveAsync(RunbookDefinition wish) => DoAsync(
        "It is saved, and off. Enable it when it is as you want it.", actor => Book.SaveAsync(actor, Edit == "new" ? null : Edited?.Id ?? 0, _version, wish, Gone), closes: true);

    private Task DeleteAsync() => DoAsync("It is deleted.", actor => Book.DeleteAsync(actor, Edited?.Id ?? 0, _version ?? 0, Gone), closes: true);

    private Task BeginEnableAsync(RunbookLine line)
    {
        if (line.IsEnabled)
        {
            return EnableAsync(line, false);
        }

        _enabling = line.Id;
        return Task.CompletedTask;
    }

    private Task EnableAsync(RunbookLine line, bool isEnabled) =>
        DoAsync(isEnabled ? $"{line.Name} is enabled." : $"{line.Name} is switched off.", actor => Book.EnableAsync(actor, line.Id, line.RowVersion, isEnabled, Gone), closes: false);

    private Task SwitchAsync(bool isOn) => DoAsync(isOn ? "Runbooks are switched on." : "Runbooks are stopped.", actor => Book.SwitchAsync(actor, isOn, Gone), closes: false);

    private async Task<IReadOnlyList<RunbookHit>?> PreviewAsync(RunbookDefinition wish)
    {
        IReadOnlyList<RunbookHit>? hits = null;
        await ActAsync(Permissions.RunbooksManage, async actor =>
        {
            Problem = RunbookCheck.Error(wish);
            hits = Problem is null ? await Queries.PreviewAsync(actor, wish, Gone) : null;
        });
        StateHasChanged();
        return hits;
    }

    /// <summary>What somebody else did meanwhile is then in the list, what is typed stays, and the next save counts.</summary>
    private async Task DoAsync(string done, Func<Actor, Task<string?>> act, bool closes)
    {
        _busy = true;
        (_enabling, _isSwitching) = (null, false);
        await ActAsync(Permissions.RunbooksManage, async actor =>
        {
            Problem = await act(actor);
            Done = Problem is null ? done : null;
            var (problem, said) = (Problem, Done);
            await ReadAsync();
            (Problem, Done) = (Failed ? Problem : problem, said);
            if (problem == RunbookBook.Conflict)
            {
                _version = Edited?.RowVersion;
            }
            else if (problem is null && closes)
            {
                Navigation.NavigateTo("/admin/runbooks");
            }
        }, done);
        _busy = false;
        StateHasChanged();
    }
}
