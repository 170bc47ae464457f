using Monitor.Web.Hosting;
using Monitor.Web.Live;

namespace Monitor.Web.Tickets.Views;

/// <summary>Takes in the words of new tickets within some seconds, wherever they were opened; within a minute where no other server says so.</summary>
internal sealed class TicketWordLoop(TicketWordList words, LiveFeed live, HealthBoard board, TimeProvider time, ILogger<TicketWordLoop> logger)
    : SupervisedLoop(board, time, logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);
    private readonly TimeProvider _time = time;

    protected override string LoopName => "words of tickets";

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        using var subscription = live.Subscribe(LiveFeed.Tickets);
        while (true)
        {
            await words.ReadAsync(cancellationToken);
            await Task.Delay(Pace, _time, cancellationToken);
            await subscription.WaitAsync(Interval, _time, cancellationToken);
        }
    }
}
