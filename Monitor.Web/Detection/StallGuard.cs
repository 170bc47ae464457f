using Monitor.Web.Store;

namespace Monitor.Web.Detection;

/// <summary>
/// Our own stall is nobody's silence: after the start, after a gap between two good rounds (this process stood still, or the database was away), and after samples were refused,
/// nothing is called missing until everybody has had time to send again. Of several servers each makes only a part of the rounds: what the others made counts too, so that a server whose
/// turn it is not calls that no gap, and one that follows a gap of all waits for as long as the others.
/// </summary>
internal sealed class StallGuard(TimeProvider time)
{
    public static readonly TimeSpan HoldAfterGap = TimeSpan.FromMinutes(2);
    public static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(75);

    private (long Monotonic, DateTimeOffset Wall)? _lastGoodRound;

    /// <summary>Until when nothing may be called missing.</summary>
    public DateTimeOffset HeldUntil { get; private set; }

    /// <summary>True while nothing may be called missing.</summary>
    /// <param name="now">The server's clock.</param>
    /// <param name="rounds">The last good rounds of all servers, in any order.</param>
    /// <param name="breaks">Since when samples could come in here.</param>
    public bool Holds(DateTimeOffset now, IReadOnlyCollection<DateTimeOffset> rounds, IngestBreaks breaks)
    {
        // Both clocks: the monotonic one stands still while the machine sleeps, the wall clock may be set back.
        if (_lastGoodRound is not { } last)
        {
            // Those who send to this server could not while it was away, whatever the others did.
            HeldUntil = now + HoldAfterGap;
            _lastGoodRound = (time.GetTimestamp(), now);
        }
        else if (time.GetElapsedTime(last.Monotonic) > LongestGap || now - last.Wall > LongestGap)
        {
            HeldUntil = GoodSince(rounds, now) + HoldAfterGap;
            _lastGoodRound = (time.GetTimestamp(), now);
        }

        var settled = breaks.OpenSince + HoldAfterGap;
        HeldUntil = settled > HeldUntil ? settled : HeldUntil;
        return now < HeldUntil;
    }

    public void RoundIsGood(DateTimeOffset now) => _lastGoodRound = (time.GetTimestamp(), now);

    /// <summary>The first of the rounds that follow each other without a gap up to now; now where there is none.</summary>
    private static DateTimeOffset GoodSince(IEnumerable<DateTimeOffset> rounds, DateTimeOffset now)
    {
        var since = now;
        foreach (var round in rounds.Where(r => r <= now).OrderDescending())
        {
            if (since - round > LongestGap)
            {
                break;
            }

            since = round;
        }

        return since;
    }
}
