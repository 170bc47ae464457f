using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Detection;
using Monitor.Domain.Problems;
using Monitor.Domain.Wire;
using Monitor.Tests.Browser;
using Monitor.Tests.Detection.Replay;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Store;

namespace Monitor.Tests.Detection.Screens;

/// <summary>A host with eleven days of values, of which two have twenty odd minutes, and an hour by the minute, and anomalies of it: of a series, of the host with its parts, and one held back.</summary>
internal sealed record AnomalyScreenStage(BusyHost Host, int Cpu, Anomaly OfSeries, Anomaly OfHost, Anomaly Held) : IDisposable
{
    /// <param name="hasOddHour">Whether three minutes of the last hour are far from the others, with nothing before that hour; else it goes as every day does at its time, whatever time it is.</param>
    public static async Task<AnomalyScreenStage> CreateAsync(TestApplication application, bool hasOddHour = false)
    {
        var host = await BusyHost.CreateAsync(application);
        var now = TimeProvider.System.GetUtcNow();
        await host.PostAsync(batch => batch with { Count = 60, Ticks = [.. Enumerable.Range(1, 60).Select(m => Tick(batch.Ticks![0], m, hasOddHour))] }, 10, 50, 60, 1000, 2000);
        var began = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddHours(-12);
        await StoredPast.WriteAsync(application, host.Id, hasOddHour ? 0 : 11, at => IsOdd(at, began) || IsOdd(at, began.AddDays(-2)) ? 95 : StoredPast.Wave(at));
        var catalog = application.Services.GetRequiredService<SeriesCatalog>();
        var (cpu, memory) = (catalog.FindSeries(host.Id, "cpu.used_percent")!, catalog.FindSeries(host.Id, "memory.used_percent")!);
        var ofSeries = Make(host, AnomalySubject.Series, began, "CPU usage was 95 % where 20 % to 40 % was expected");
        (ofSeries.SeriesId, ofSeries.Value, ofSeries.Low, ofSeries.High, ofSeries.Expected) = (cpu.Id, 95, 20, 40, 30);
        var ofHost = Make(host, AnomalySubject.Host, now.AddHours(-1), "CPU usage and memory usage were not as they use to be");
        ofHost.Parts = [new(cpu.Id, cpu.Metric, cpu.Labels, 0.7, 95, 30, 20, 40), new(memory.Id, memory.Metric, memory.Labels, 0.3, 80, 50, 45, 55)];
        var held = Make(host, AnomalySubject.Host, began.AddHours(1), "Memory usage was 80 % where 45 % to 55 % was expected");
        held.Hold = AnomalyHold.Maintenance;
        await using var db = await TestAgent.OpenAsync(application);
        await db.Hosts.Where(h => h.Id == host.Id).ExecuteUpdateAsync(set => set.SetProperty(h => h.CreatedAt, now.AddDays(-3)));
        db.Anomalies.AddRange(ofSeries, held, ofHost);
        await db.SaveChangesAsync();
        return new AnomalyScreenStage(host, cpu.Id, ofSeries, ofHost, held);
    }

    private static bool IsOdd(DateTimeOffset at, DateTimeOffset began) => at >= began && at < began.AddMinutes(20);

    /// <summary>So many minutes ago.</summary>
    private static WireTick Tick(WireTick now, int minutes, bool isOfOddHour)
    {
        var at = now.T - (minutes * 60_000L);
        var cpu = isOfOddHour ? 10 + (minutes % 5) : StoredPast.Wave(DateTimeOffset.FromUnixTimeMilliseconds(at));
        return now with { T = at, V = isOfOddHour && minutes is (5 or 6 or 7) ? [97, 88, 60, 9e6, 9e6] : [cpu, 50 + (minutes % 3), 60, 1000 + minutes, 2000 + minutes] };
    }

    private static Anomaly Make(BusyHost host, AnomalySubject subject, DateTimeOffset began, string sentence) => new()
    {
        Subject = subject, HostId = host.Id, Detector = "evidence", Kind = AnomalyKind.Spike, Metric = "cpu.used_percent", BeganAt = began, EndedAt = began.AddMinutes(20), FoundAt = began.AddSeconds(20),
        Evidence = 12.5, Score = 0.83, Severity = Severity.Warning, Sentence = sentence,
    };

    public void Dispose() => Host.Dispose();
}
