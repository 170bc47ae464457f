using System.Collections.Concurrent;

namespace Monitor.Web.Logs.Intake;

/// <summary>How many lines of a minute somebody may still send. A minute that nobody remembers any more begins anew.</summary>
internal sealed class LineBudget(int mostAMinute)
{
    private const int MostRemembered = 200_000;
    private readonly ConcurrentDictionary<(int Owner, long Minute), MinuteOfLines> _minutes = new();

    /// <summary>Counted here: to ask the dictionary would take every one of its locks.</summary>
    private int _remembered;

    public MinuteOfLines Of(int owner, DateTimeOffset at) =>
        _minutes.GetOrAdd((owner, at.ToUnixTimeSeconds() / 60), static (_, budget) => budget.New(), this);

    private MinuteOfLines New()
    {
        if (Interlocked.Increment(ref _remembered) > MostRemembered)
        {
            _minutes.Clear();
            Interlocked.Exchange(ref _remembered, 1);
        }

        return new MinuteOfLines(mostAMinute);
    }

    internal sealed class MinuteOfLines(int most)
    {
        private int _taken;

        public bool TryTake() => Take(1) == 1;

        /// <summary>How many of those wanted there is room for.</summary>
        public int Take(int wanted)
        {
            var over = Interlocked.Add(ref _taken, wanted) - most;
            if (over <= 0)
            {
                return wanted;
            }

            var refused = Math.Min(over, wanted);
            Interlocked.Add(ref _taken, -refused);
            return wanted - refused;
        }

        public void GiveBack(int lines) => Interlocked.Add(ref _taken, -lines);
    }
}
