using Monitor.Domain.Metrics;

namespace Monitor.Web.Store;

/// <summary>For what the product measures or judges itself: writes one tick of named values of a host, through the same door as everybody's.</summary>
public sealed class SeriesRecorder(SeriesCatalog catalog, SampleWriter writer)
{
    public async Task<BatchOutcome> RecordAsync(
        int hostId, string kind, DateTimeOffset at, IReadOnlyList<KeyValuePair<SeriesName, double>> values, CancellationToken cancellationToken)
    {
        var (stream, ordinals) = await catalog.RegisterAsync(hostId, kind, [.. values.Select(v => v.Key)], cancellationToken);
        var vector = new double[stream.Width];
        Array.Fill(vector, double.NaN);
        var samples = 0;
        for (var i = 0; i < ordinals.Length; i++)
        {
            if (ordinals[i] >= 0 && double.IsFinite(values[i].Value))
            {
                vector[ordinals[i]] = values[i].Value;
                samples++;
            }
        }

        var row = new byte[TickCodec.MaximumLength(vector.Length)];
        var packed = row.AsMemory(0, TickCodec.Encode(vector, row));
        var time = DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());
        return await writer.WriteAsync(
            new SampleBatch { HostId = hostId, ArrivedAt = at, Ticks = { new TickRow(stream.Id, time, vector, packed, samples) } }, cancellationToken);
    }
}
