using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Live;
using Quartz;

namespace Monitor.Web.Jobs;

/// <summary>Every job with its schedule, last run, outcome and next run, live; the chosen one's runs below. The chosen job is in the URL.</summary>
public sealed partial class JobsPage(JobBoard board, JobStarter starter, AccessGate gate, LiveFeed feed, TimeProvider time) : IDisposable
{
    private const string Away = "The scheduler or its database does not answer. Try again in a moment.";

    private readonly ScreenLife _left = new();
    private readonly Readings _readings = new();
    private IReadOnlyList<JobRow>? _rows;
    private IReadOnlyList<JobRun> _runs = [];
    private string? _error;
    private string _message = "";
    private bool _busy;

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    [SupplyParameterFromQuery]
    public string? Job { get; set; }

    protected override void OnInitialized() => _ = feed.FollowAsync(time, () => InvokeAsync(RefreshAsync), _left.Token, LiveFeed.Jobs);

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task RefreshAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private Task LoadAsync() => _readings.RunAsync(ReadOnceAsync);

    private async Task ReadOnceAsync()
    {
        try
        {
            await gate.RequireAsync((await AuthenticationState).User, Permissions.JobsManage, _left.Token);
            _rows = await board.ReadAsync(_left.Token);
            _runs = Job is null ? [] : await board.RunsAsync(Job, _left.Token);
            _error = null;
        }
        catch (AccessRefusedException refused)
        {
            _error = refused.Message;
        }
        catch (Exception failure) when (IsAway(failure))
        {
            _error = Away;
        }
    }

    private async Task RunNowAsync(JobRow row)
    {
        _busy = true;
        try
        {
            var actor = await gate.RequireAsync((await AuthenticationState).User, Permissions.JobsManage, _left.Token);
            _message = await starter.RunNowAsync(actor, row.Name, _left.Token)
                ? $"{row.Title} was asked to run now. Its outcome appears below within seconds."
                : "There is no such job any more. Load the page again.";
        }
        catch (AccessRefusedException refused)
        {
            _message = refused.Message;
        }
        catch (Exception failure) when (IsAway(failure))
        {
            _message = Away;
        }
        finally
        {
            _busy = false;
        }
    }

    private static bool IsAway(Exception failure) => failure is SchedulerException || DatabaseOutage.Is(failure);

    private static string Duration(TimeSpan? duration) => duration is not { } span ? "–"
        : span.TotalSeconds < 1 ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s");

    public void Dispose() => _left.Dispose();
}
