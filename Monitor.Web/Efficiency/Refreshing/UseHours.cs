using Monitor.Domain.Efficiency;
using Monitor.Domain.Metrics.Chunks;
using Monitor.Web.Store;

namespace Monitor.Web.Efficiency.Refreshing;

/// <summary>The use of many hosts over some hours, put together from their series.</summary>
internal sealed class UseHours
{
    private readonly (int Host, UseSlot Slot)[] _places;
    private readonly double[] _means;
    private readonly double[] _peaks;
    private readonly int _hours;
    private readonly TimeRange _range;

    private UseHours(List<(int Host, UseSlot Slot)> places, int hosts, TimeRange range)
    {
        (_places, _range, _hours) = ([.. places], range, (int)(range.To - range.From).TotalHours);
        (_means, _peaks) = (new double[hosts * _hours * UseSeries.Slots], new double[hosts * _hours * UseSeries.Slots]);
        Array.Fill(_means, double.NaN);
    }

    /// <param name="hostIds">In this order they are asked for by <see cref="CopyTo"/>.</param>
    public static async Task<UseHours> ReadAsync(SealedHours hours, SeriesCatalog catalog, IReadOnlyList<int> hostIds, TimeRange range, CancellationToken cancellationToken)
    {
        var (series, places) = (new List<SeriesEntry>(), new List<(int, UseSlot)>());
        for (var h = 0; h < hostIds.Count; h++)
        {
            foreach (var (one, slot) in UseSeries.Of(catalog, hostIds[h]))
            {
                series.Add(one);
                places.Add((h, slot));
            }
        }

        var use = new UseHours(places, hostIds.Count, range);
        if (series.Count > 0)
        {
            await hours.ReadAsync(series, range, use.Add, cancellationToken);
        }

        return use;
    }

    /// <summary>Writes what is known of one host into its days; what is not known leaves what is there.</summary>
    public void CopyTo(int host, Func<DateOnly, DayUse> dayOf, double bytesPerSecond)
    {
        for (var hour = 0; hour < _hours; hour++)
        {
            var at = _range.From.AddHours(hour);
            DayUse? day = null;
            foreach (var slot in new[] { UseSlot.Cpu, UseSlot.Memory, UseSlot.DiskSpace, UseSlot.DiskIo, UseSlot.Received })
            {
                var place = Place(host, hour, slot);
                var (mean, peak) = (_means[place], _peaks[place]);
                if (slot == UseSlot.Received)
                {
                    // A link carries as much in each direction: the busier one counts.
                    var (sent, sentPeak) = (_means[place + 1], _peaks[place + 1]);
                    (mean, peak) = double.IsNaN(mean) || sent > mean ? (sent, Math.Max(peak, sentPeak)) : (mean, Math.Max(peak, sentPeak));
                    (mean, peak) = (100 * mean / bytesPerSecond, 100 * peak / bytesPerSecond);
                }

                if (!double.IsNaN(mean))
                {
                    day ??= dayOf(DateOnly.FromDateTime(at.UtcDateTime));
                    day[at.Hour, UseSeries.ResourceOf(slot)] = new HourUse(mean, Math.Max(mean, peak));
                }
            }
        }
    }

    private void Add(int place, DateTimeOffset hour, in RollupPoint point)
    {
        var (host, slot) = _places[place];
        var at = Place(host, (int)(hour - _range.From).TotalHours, slot);
        var isFirst = double.IsNaN(_means[at]);
        _means[at] = isFirst ? point.Mean : UseSeries.IsSum(slot) ? _means[at] + point.Mean : Math.Max(_means[at], point.Mean);
        _peaks[at] = isFirst ? point.Maximum : UseSeries.IsSum(slot) ? _peaks[at] + point.Maximum : Math.Max(_peaks[at], point.Maximum);
    }

    private int Place(int host, int hour, UseSlot slot) => (((host * _hours) + hour) * UseSeries.Slots) + (int)slot;
}
