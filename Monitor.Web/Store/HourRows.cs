using Monitor.Domain.Metrics.Chunks;
using Monitor.Web.Store.Sealing;
using Npgsql;

namespace Monitor.Web.Store;

/// <summary>Tells the hours that <see cref="SealedHours"/> found, first those of whole days, then those that are there by the hour; and which roll-ups could not be read.</summary>
internal sealed class HourRows(IReadOnlyList<SeriesEntry> series, TimeRange range, HourSink sink)
{
    /// <summary>Days that may be there by the hour as well.</summary>
    private readonly HashSet<(int Place, DateTimeOffset Day)> _told = [];

    public int Broken { get; private set; }

    public Exception? FirstBroken { get; private set; }

    public int FirstSeriesId { get; private set; }

    public async Task ReadDaysAsync(NpgsqlDataReader reader, HashSet<DateTimeOffset> halfMerged, CancellationToken cancellationToken)
    {
        var hours = new RollupPoint[24];
        while (await reader.ReadAsync(cancellationToken))
        {
            var (place, day) = (reader.GetInt32(0), reader.GetFieldValue<DateTimeOffset>(1));
            if (!TryDecode(reader, place, hours))
            {
                continue;
            }

            for (var h = 0; h < hours.Length; h++)
            {
                Tell(place, day.AddHours(h), hours[h]);
            }

            if (halfMerged.Contains(day))
            {
                _told.Add((place, day));
            }
        }
    }

    public async Task ReadHoursAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var minutes = new RollupPoint[60];
        while (await reader.ReadAsync(cancellationToken))
        {
            var (place, hour) = (reader.GetInt32(0), reader.GetFieldValue<DateTimeOffset>(1));
            if ((_told.Count > 0 && _told.Contains((place, SealPeriods.Floor(hour, SealPeriods.Day)))) || !TryDecode(reader, place, minutes))
            {
                continue;
            }

            var whole = default(RollupPoint);
            foreach (var minute in minutes)
            {
                whole = whole.With(minute);
            }

            Tell(place, hour, whole);
        }
    }

    private bool TryDecode(NpgsqlDataReader reader, int place, RollupPoint[] points)
    {
        try
        {
            RollupCodec.Decode(reader.GetFieldValue<ReadOnlyMemory<byte>>(2).Span, points);
            return true;
        }
        catch (FormatException broken)
        {
            if (Broken++ == 0)
            {
                (FirstBroken, FirstSeriesId) = (broken, series[place].Id);
            }

            return false;
        }
    }

    private void Tell(int place, DateTimeOffset hour, in RollupPoint point)
    {
        if (point.Count > 0 && hour >= range.From && hour < range.To)
        {
            sink(place, hour, point);
        }
    }
}
