using Monitor.Domain.Forecasting;
using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Chunks;
using Monitor.Web.Store;

namespace Monitor.Web.Forecasting.Refreshing;

/// <summary>The past of one series, or why it cannot be read.</summary>
public sealed record HistoryRead(SeriesHistory? History, Exception? Failure);

/// <summary>Reads the past of many series at once as even grids of means: the fine one from samples, the others from roll-ups.</summary>
public sealed class HistoryReader(SeriesReader reader)
{
    /// <summary>One history for each series, in their order, up to the beginning of the step that the moment lies in. At most as many series as are read at once.</summary>
    public Task<IReadOnlyList<SeriesHistory>> ReadAsync(IReadOnlyList<SeriesEntry> series, GridShape shape, DateTimeOffset now, CancellationToken cancellationToken) =>
        ReadAsync(series, shape, now, isForJob: false, cancellationToken);

    /// <summary>The same where nobody waits for it: it may take longer, and a series that cannot be read keeps no other from its history. Halves find which one it is.</summary>
    public async Task<IReadOnlyList<HistoryRead>> ReadForJobAsync(
        IReadOnlyList<SeriesEntry> series, GridShape shape, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            var read = await ReadAsync(series, shape, now, isForJob: true, cancellationToken);
            return [.. read.Select(history => new HistoryRead(history, null))];
        }
        catch (FormatException broken) when (series is [var only])
        {
            return [new HistoryRead(null, new InvalidOperationException($"What is stored of series {only.Id} could not be read.", broken))];
        }
        catch (FormatException)
        {
            var half = series.Count / 2;
            return
            [
                .. await ReadForJobAsync([.. series.Take(half)], shape, now, cancellationToken),
                .. await ReadForJobAsync([.. series.Skip(half)], shape, now, cancellationToken),
            ];
        }
    }

    private async Task<IReadOnlyList<SeriesHistory>> ReadAsync(
        IReadOnlyList<SeriesEntry> series, GridShape shape, DateTimeOffset now, bool isForJob, CancellationToken cancellationToken)
    {
        var end = shape.Floor(now);
        var range = new TimeRange(end - shape.History, end);
        var means = await ReadMeansAsync(series, range, shape.Step, isForJob, cancellationToken);
        return [.. series.Zip(means, (s, values) => new SeriesHistory(range.From, shape.Step, values, RangeOf(s.Metric)))];
    }

    /// <summary>The mean of each step of a range of whole steps, NaN where there is no sample; in the order of the series, each of which comes once.</summary>
    public async Task<IReadOnlyList<double[]>> ReadMeansAsync(
        IReadOnlyList<SeriesEntry> series, TimeRange range, TimeSpan step, bool isForJob, CancellationToken cancellationToken)
    {
        var places = series.ToDictionary(s => s.Id, _ => new MeanGrid(range.From, step, (int)((range.To - range.From) / step)));
        await reader.ReadIntoAsync(series, range, step, isForJob, s => places[s.Id], cancellationToken);
        return [.. series.Select(s => places[s.Id].Means())];
    }

    public static ValueRange RangeOf(string metric)
    {
        var info = MetricCatalog.Find(metric);
        return new ValueRange(info.Minimum, info.Maximum);
    }

    /// <summary>The mean of each step; NaN where there is no sample.</summary>
    private sealed class MeanGrid(DateTimeOffset from, TimeSpan step, int count) : SampleSink
    {
        private readonly long _from = from.ToUnixTimeMilliseconds();
        private readonly long _step = (long)step.TotalMilliseconds;
        private readonly double[] _sums = new double[count];
        private readonly int[] _counts = new int[count];

        public override bool WantsMeansOnly => true;

        public override void Add(long time, double value)
        {
            if (!double.IsNaN(value) && StepOf(time) is { } at)
            {
                _sums[at] += value;
                _counts[at]++;
            }
        }

        public override void Add(long time, long step, in RollupPoint point)
        {
            if (point.Count > 0 && StepOf(time) is { } at)
            {
                _sums[at] += point.Sum;
                _counts[at] += point.Count;
            }
        }

        public double[] Means()
        {
            for (var i = 0; i < _sums.Length; i++)
            {
                _sums[i] = _counts[i] > 0 ? _sums[i] / _counts[i] : double.NaN;
            }

            return _sums;
        }

        private int? StepOf(long time)
        {
            var at = (time - _from) / _step;
            return time >= _from && at < _sums.Length ? (int)at : null;
        }
    }
}
