using Microsoft.Extensions.Options;

namespace Monitor.Web.Forecasting.Refreshing;

/// <summary>
/// Seconds of a core that forecasting may still spend: they come back with the time, up to a minute's worth, and a piece of work that took more than there was
/// is paid back before the next begins.
/// </summary>
public sealed class ForecastBudget(IOptions<ForecastingOptions> options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly double _perMinute = options.Value.CpuSecondsPerMinute;
    private double _left = options.Value.CpuSecondsPerMinute;
    private long _at = time.GetTimestamp();

    /// <summary>All that was ever spent, in seconds.</summary>
    public double Spent { get; private set; }

    public bool IsLeft
    {
        get
        {
            lock (_lock)
            {
                Refill();
                return _left > 0;
            }
        }
    }

    /// <summary>Everything until it is disposed of counts, what the database does for it too: it is busy on the same machine, or waited for.</summary>
    public BudgetedWork Begin() => new(this, time.GetTimestamp());

    private void Spend(long since)
    {
        lock (_lock)
        {
            Refill();
            var took = time.GetElapsedTime(since).TotalSeconds;
            _left -= took;
            Spent += took;
        }
    }

    private void Refill()
    {
        var now = time.GetTimestamp();
        _left = Math.Min(_perMinute, _left + (time.GetElapsedTime(_at, now).TotalMinutes * _perMinute));
        _at = now;
    }

    public readonly struct BudgetedWork(ForecastBudget budget, long since) : IDisposable
    {
        public void Dispose() => budget.Spend(since);
    }
}
