using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Chunks;
using Monitor.Tests.Support;
using Monitor.Web.Store;
using Monitor.Web.Store.Sealing;

namespace Monitor.Tests.Detection.Replay;

/// <summary>Days of a host that are over, as sealing would have left them: one row in five minutes, the same values on every run.</summary>
internal static class StoredPast
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    /// <summary>The UTC days before today.</summary>
    /// <param name="value">That of all series of the host at a time.</param>
    public static async Task WriteAsync(TestApplication application, int hostId, int days, Func<DateTimeOffset, double> value)
    {
        var stream = application.Services.GetRequiredService<SeriesCatalog>().StreamsOf(hostId)[0];
        var past = application.Services.GetRequiredService<SealedPast>();
        var today = SealPeriods.Floor(TimeProvider.System.GetUtcNow(), SealPeriods.Day);
        for (var day = today.AddDays(-days); day < today; day = day.AddDays(1))
        {
            await past.WriteAsync(day, isDay: true, [(stream.Id, Rows(stream, day, value))], CancellationToken.None);
        }
    }

    /// <summary>A day that goes up and down between 20 and 40, with a little noise.</summary>
    public static double Wave(DateTimeOffset time)
    {
        var step = (ulong)(time.ToUnixTimeSeconds() / 300) * 0x9E3779B97F4A7C15UL;
        var noise = ((step ^ (step >> 29)) % 1000 / 500.0) - 1;
        return 30 + (10 * Math.Sin(time.TimeOfDay / TimeSpan.FromDays(1) * 2 * Math.PI)) + noise;
    }

    private static IEnumerable<TickRow> Rows(StreamEntry stream, DateTimeOffset day, Func<DateTimeOffset, double> value)
    {
        for (var at = day; at < day.AddDays(1); at += Step)
        {
            var values = Enumerable.Repeat(value(at), stream.Width).ToArray();
            var packed = new byte[TickCodec.MaximumLength(values.Length)];
            yield return new TickRow(stream.Id, at, values, packed.AsMemory(0, TickCodec.Encode(values, packed)), values.Length);
        }
    }
}
