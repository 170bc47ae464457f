using Monitor.Domain.Metrics;
using Monitor.Web.Store;

namespace Monitor.Web.Dashboard;

/// <summary>Reads the last 15 minutes of CPU and memory once after a start, so that the small curves of the fleet page need not grow anew.</summary>
public sealed class FleetPast(SeriesCatalog catalog, SeriesReader reader, TimeProvider time, ILogger<FleetPast> logger)
{
    /// <summary>One query each: beyond this the curves of the rest grow live, rather than keep the database busy at its start.</summary>
    private const int MostHosts = 300;

    private static readonly TimeSpan Length = TimeSpan.FromMinutes(15);

    public async Task FillAsync(Action<int, Curve, Curve> take, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var stream in catalog.Streams.Where(s => s.Kind == "agent").OrderBy(s => s.HostId).Take(MostHosts).ToList())
            {
                if (catalog.FindSeries(stream.HostId, "cpu.used_percent") is { } cpu && catalog.FindSeries(stream.HostId, "memory.used_percent") is { } memory)
                {
                    var range = new TimeRange(time.GetUtcNow() - Length, time.GetUtcNow());
                    var curves = await reader.ReadAsync([cpu, memory], range, 120, cancellationToken);
                    take(stream.HostId, curves[0].Curve, curves[1].Curve);
                }
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            logger.LogWarning(failure, "Reading the last minutes for the fleet page failed; its small curves grow from now on");
        }
    }
}
