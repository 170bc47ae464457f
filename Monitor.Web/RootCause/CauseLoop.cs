using Microsoft.Extensions.Options;
using Monitor.Web.Hosting;
using Monitor.Web.Live;

namespace Monitor.Web.RootCause;

/// <summary>Looks for causes as problems open, one at a time. It wakes by what this server knows, and looks every few seconds for what others wrote.</summary>
internal sealed class CauseLoop(
    CauseQueue queue, CauseAnalysis analysis, LiveFeed live, IOptions<RootCauseOptions> options, HealthBoard board, TimeProvider time, ILogger<CauseLoop> logger) : SupervisedLoop(board, time, logger)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);
    private readonly TimeProvider _time = time;

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.IsEnabled)
        {
            return;
        }

        using var woken = live.Subscribe(LiveFeed.Problems);
        while (true)
        {
            await RoundAsync(cancellationToken);
            await woken.WaitAsync(Between, _time, cancellationToken);
        }
    }

    internal async Task RoundAsync(CancellationToken cancellationToken)
    {
        await queue.FillAsync(cancellationToken);
        while (await analysis.NextAsync(cancellationToken))
        {
            await Task.Yield();
        }
    }
}
