using Monitor.Web.Hosting;
using Monitor.Web.Live;

namespace Monitor.Web.Tickets.Runbooks;

/// <summary>Keeps the box up to date: at each change of a ticket, on whatever node, since every command comes with one; and now and then anyway.</summary>
internal sealed class CommandLoop(CommandBox box, LiveFeed live, HealthBoard board, TimeProvider time, ILogger<CommandLoop> logger) : SupervisedLoop(board, time, logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    /// <summary>Changes meanwhile are one look.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);
    private readonly TimeProvider _time = time;

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        using var changes = live.Subscribe(LiveFeed.Tickets);
        while (!cancellationToken.IsCancellationRequested)
        {
            await box.LookAsync(cancellationToken);
            await Task.Delay(Pace, TimeProvider.System, cancellationToken);
            await changes.WaitAsync(Interval, _time, cancellationToken);
        }
    }
}
