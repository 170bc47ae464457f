using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Web.Access;
using Monitor.Web.Jobs;
using Monitor.Web.Live;
using Monitor.Web.Store.Sizes;

namespace Monitor.Web.Metrics.Storage;

/// <summary>What the store takes, tier by tier, how it grows and when its disk is full; refreshed when a job has run.</summary>
public sealed partial class StoragePage(StoreSizes sizes, JobBoard jobs, AccessGate gate, LiveFeed feed, TimeProvider time) : IDisposable
{
    private readonly ScreenLife _left = new();
    private readonly Readings _readings = new();
    private StorageReport? _report;
    private JobRun? _sealing;
    private string? _error;

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    private bool IsEmpty => _report!.Tiers.All(t => t.From is null);

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
            await gate.RequireAsync((await AuthenticationState).User, Permissions.SystemManage, _left.Token);
            _report = await sizes.ReadAsync(_left.Token);
            _sealing = (await jobs.RunsAsync(nameof(SealJob), _left.Token)).FirstOrDefault();
            _error = null;
        }
        catch (AccessRefusedException refused)
        {
            _error = refused.Message;
        }
        catch (Exception failure) when (failure is Npgsql.NpgsqlException or Quartz.SchedulerException or TimeoutException)
        {
            _error = "The database does not answer. Try again in a moment; Admin, Logs of the product says more.";
        }
    }

    private static string Count(TierSize tier) => tier.Samples is not { } samples ? "–"
        : samples < 100_000 ? Estimated(tier, samples.ToString("#,0", CultureInfo.InvariantCulture))
        : Estimated(tier, samples < 1_000_000 ? Scaled(samples / 1e3, "k") : samples < 10_000_000_000 ? Scaled(samples / 1e6, "M") : Scaled(samples / 1e9, "G"));

    private static string PerSample(TierSize tier) => tier.BytesPerSample is not { } bytes ? "–" : Estimated(tier, bytes.ToString("0.00", CultureInfo.InvariantCulture));

    private static string Exact(TierSize tier) => tier.Samples is { } samples ? samples.ToString("#,0", CultureInfo.InvariantCulture) + (tier.IsEstimate ? ", estimated" : "")
        : tier.IsEstimate ? "Not known yet: the database has no statistics of it" : "";

    private static string Kept(TierSize tier) => tier.Kept is { } kept ? ValueText.Duration(kept) : tier.KeptText;

    private static string Days(int days) => days == 1 ? "over the last whole day" : string.Create(CultureInfo.InvariantCulture, $"mean of the last {days} whole days");

    /// <summary>A dash says something in a column, nothing in a block of named values on a phone.</summary>
    private static string None(object? value) => value is null ? "none" : "";

    private static string Estimated(TierSize tier, string text) => tier.IsEstimate ? "≈ " + text : text;

    private static string Scaled(double value, string unit) => value.ToString("#,0.#", CultureInfo.InvariantCulture) + " " + unit;

    public void Dispose() => _left.Dispose();
}
