using Microsoft.AspNetCore.Components;
using Monitor.Domain.RootCause.Runbooks;

namespace Monitor.Web.Tickets.Runbooks.Admin;

/// <summary>Makes or changes a runbook, and shows what it would fit now.</summary>
public sealed partial class RunbookEditor
{
    private readonly List<StepRow> _steps = [];
    private readonly List<int> _groups = [];
    private IReadOnlyList<RunbookHit>? _hits;
    private string _name = "";
    private string _description = "";
    private string _causes = "";
    private bool _needsApproval;
    private bool _rehearses;
    private int _perHost;
    private int _perGroup;
    private int _inAll;
    private int _window;
    private int _check;
    private int _confidence;

    [Parameter, EditorRequired]
    public required Func<RunbookDefinition, Task<IReadOnlyList<RunbookHit>?>> OnPreview { get; set; }

    private string Title => IsNew ? "New runbook" : Wish.Name;

    protected override void OnInitialized()
    {
        (_name, _description, _causes) = (Wish.Name, Wish.Description, string.Join('\n', Wish.Causes));
        (_needsApproval, _rehearses) = (Wish.NeedsApproval, Wish.RehearsesFirst);
        (_perHost, _perGroup, _inAll, _window, _check) = (Wish.MostPerHost, Wish.MostPerGroup, Wish.MostInAll, Wish.WindowMinutes, Wish.CheckMinutes);
        _confidence = (int)Math.Round(Wish.LeastConfidence * 100);
        _groups.AddRange(Wish.AutomaticGroups);
        _steps.AddRange(Wish.Steps.Select(s => new StepRow { Kind = s.Kind, Text = s.Text, Address = s.Address ?? "", Action = s.Action ?? "", Parameter = s.Parameter ?? "" }));
    }

    private OfferedAction? Offered(string name) => Options.Actions.FirstOrDefault(a => a.Name == name.Trim());

    private RunbookDefinition Typed() => new()
    {
        Name = _name,
        Description = _description,
        Causes = [.. _causes.Split('\n').Select(c => c.Trim()).Where(c => c.Length > 0)],
        Steps = [.. _steps.Select(s => s.Step())],
        NeedsApproval = _needsApproval,
        RehearsesFirst = _rehearses,
        AutomaticGroups = _steps.TrueForAll(s => s.Kind == RunbookStepKind.Action) ? [.. _groups] : [],
        LeastConfidence = _confidence / 100.0,
        MostPerHost = _perHost,
        MostPerGroup = _perGroup,
        MostInAll = _inAll,
        WindowMinutes = _window,
        CheckMinutes = _check,
    };

    private Task SaveAsync() => BusyAsync(() => OnSave(Typed()));

    private Task PreviewAsync() => BusyAsync(async () => _hits = await OnPreview(Typed()));

    private void Swap(int index) => (_steps[index], _steps[index - 1]) = (_steps[index - 1], _steps[index]);

    private void AddGroup(int? id)
    {
        if (id is { } chosen && !_groups.Contains(chosen))
        {
            _groups.Add(chosen);
        }
    }

    private sealed class StepRow
    {
        public RunbookStepKind Kind { get; set; } = RunbookStepKind.Action;

        public string Text { get; set; } = "";

        public string Address { get; set; } = "";

        public string Action { get; set; } = "";

        public string Parameter { get; set; } = "";

        public RunbookStep Step() => new(Kind, Text)
        {
            Address = Kind == RunbookStepKind.OpenPage ? Address.Trim() : null,
            Action = Kind == RunbookStepKind.Action ? Action.Trim() : null,
            Parameter = Kind == RunbookStepKind.Action && Parameter.Trim().Length > 0 ? Parameter.Trim() : null,
        };
    }
}
