using Monitor.Web.Store;

namespace Monitor.Web.Detection.Replay;

/// <summary>The even steps in which a range is replayed, with a week before it for learning. Finer for shorter ranges, and never more than <see cref="MostSteps"/>.</summary>
public sealed record ReplayGrid(DateTimeOffset From, DateTimeOffset Shown, DateTimeOffset To, TimeSpan Step)
{
    public const int MostSteps = 12_000;

    public static readonly TimeSpan WarmUp = TimeSpan.FromDays(7);

    private static readonly TimeSpan[] Steps = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1)];

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public int Count => (int)((To - From) / Step);

    public int FirstShown => (int)((Shown - From) / Step);

    /// <summary>An <see cref="ArgumentOutOfRangeException"/> for a range that is empty or too long to be replayed, which is more than a year.</summary>
    public static ReplayGrid Of(TimeRange range)
    {
        var length = range.To - range.From;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(length, TimeSpan.Zero, nameof(range));
        var step = Array.Find(Steps, s => (length < Day || s > Steps[0]) && (length + WarmUp) / s <= MostSteps - 2);
        ArgumentOutOfRangeException.ThrowIfEqual(step, TimeSpan.Zero, nameof(range));
        var shown = Floor(range.From, step);
        var to = Floor(range.To, step);
        to = to > shown ? to : shown + step;
        var before = TimeRange.Longest - (to - shown) is var room && room < WarmUp ? room : WarmUp;
        return new ReplayGrid(shown - Floor(before, step), shown, to, step);
    }

    /// <summary>A value stands for its step and is drawn in the middle of it.</summary>
    public DateTimeOffset Middle(int index) => From + (Step * index) + (Step / 2);

    private static DateTimeOffset Floor(DateTimeOffset moment, TimeSpan step) => new(moment.UtcTicks - (moment.UtcTicks % step.Ticks), TimeSpan.Zero);

    private static TimeSpan Floor(TimeSpan span, TimeSpan step) => step * Math.Floor(span / step);
}
