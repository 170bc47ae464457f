using System.Globalization;
using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Web.Access.Pages;
using Monitor.Web.Components;
using Monitor.Web.Detection.Desk;
using Monitor.Web.Live;

namespace Monitor.Web.Detection.Screens.Settings;

/// <summary>Which detector watches which metrics of which hosts, live, and what each would have said. Which setting is being changed is in the URL.</summary>
public sealed partial class DetectionPage(SettingDesk desk, SettingChoices choices, LiveFeed feed, TimeProvider time) : ActorComponent
{
    private const string New = "new";

    private IReadOnlyList<SettingLine>? _lines;
    private IReadOnlyList<NamedId> _groups = [];
    private SettingForm? _form;
    private string? _edited;
    private bool _isLimited;
    private bool _isBusy;

    [SupplyParameterFromQuery]
    public string? Edit { get; set; }

    protected override void OnInitialized() =>
        Follow(feed, time, ReadAsync, LiveFeed.Detection);

    protected override async Task OnParametersSetAsync()
    {
        if (RendererInfo.IsInteractive)
        {
            if (_lines is null)
            {
                await ReadAsync();
            }
            else
            {
                Open();
            }
        }
    }

    private Task ReadAsync() => LoadAsync(Permissions.AnomaliesManage, async actor =>
    {
        _isLimited = SettingDesk.IsLimited(actor);
        _groups = await choices.GroupsAsync(actor, Gone);
        _lines = await desk.ListAsync(actor, Gone);
        Open();
    });

    /// <summary>What was typed stays as long as the same setting is being changed.</summary>
    private void Open()
    {
        if (_edited != Edit)
        {
            _edited = Edit;
            _form = Edit == New ? new SettingForm()
                : _lines!.FirstOrDefault(l => l.MayChange && l.Id.ToString(CultureInfo.InvariantCulture) == Edit) is { } line ? SettingForm.Of(line)
                : null;
        }
    }

    private Task SaveAsync() => _isBusy || _form is not { } form ? Task.CompletedTask : RunAsync(actor => desk.SaveAsync(actor, form.Edit(), Gone), "Saved. It counts from now on.");

    private Task RemoveAsync(SettingLine line) =>
        _isBusy ? Task.CompletedTask : RunAsync(actor => desk.DeleteAsync(actor, line.Id, line.Version, Gone), "Removed. What lies above it counts again.");

    private Task RunAsync(Func<Access.Actor, Task<AnomalyOutcome>> command, string done) => ActAsync(Permissions.AnomaliesManage, async actor =>
    {
        _isBusy = true;
        try
        {
            var outcome = await command(actor);
            (Problem, Done) = (outcome.IsDone ? null : outcome.Message, outcome.IsDone ? done : null);
            if (outcome.Result == AnomalyResult.Conflict)
            {
                // What somebody else made of it is what is changed next.
                _edited = null;
            }

            if (outcome.Result is AnomalyResult.Done or AnomalyResult.Conflict)
            {
                await ReadAsync();
            }

            if (outcome.IsDone)
            {
                Go(null);
            }
        }
        finally
        {
            _isBusy = false;
        }
    });

    private void Go(string? edit) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("edit", edit));
}
