using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Detection;
using Monitor.Tests.Problems;
using Monitor.Web.Detection;
using Monitor.Web.Detection.Hosts;
using Monitor.Web.Hosting;
using Monitor.Web.Store;

namespace Monitor.Tests.Detection.Anomalies;

/// <summary>What looks for anomalies on one server, as it is after its start: a second one on the same floor is a second server, or the first one after a restart.</summary>
internal sealed class AnomalyStage : IDisposable
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private readonly ActingFloor _floor;
    private readonly DetectionFactsReader _settings;

    public AnomalyStage(ActingFloor floor, DetectionOptions? options = null, IDbContextFactory<MonitorDb>? contexts = null)
    {
        (_floor, contexts) = (floor, contexts ?? floor.Contexts);
        var (chosen, source) = (Options.Create(options ?? Triple), Source);
        Figures = new DetectionFigures(new SelfMetrics(floor.Clock));
        Book = new AnomalyBook(floor.Databases, floor.Live, Figures, Log<AnomalyBook>());
        var factors = new LabelFactors(contexts, floor.Clock);
        Bank = new DetectorBank(floor.Catalog, chosen, source, Figures, factors, Log<DetectorBank>());
        var states = new StreamStates(floor.Databases, floor.Clock);
        Saving = new StateSaving(Bank, states, floor.Clock, Log<StateSaving>());
        _settings = new DetectionFactsReader(contexts, floor.Live, chosen, floor.Clock);
        var budget = new MarkBudget(contexts, chosen, floor.Clock);
        Judge = new AnomalyJudge(
            _settings, Bank, new StreamOpening(Bank, floor.Catalog, source, states, new StreamReplay(floor.Catalog, floor.Reader), Saving, Log<StreamOpening>()), Saving,
            new SeriesMarks(floor.Catalog, Book, budget, new PatternBook(contexts, floor.Clock), factors, floor.Clock), new LostEnds(floor.Databases, Bank, floor.Catalog, floor.Live, floor.Clock), Log<AnomalyJudge>());
    }

    public static DetectionOptions Triple => new() { Detector = TripleDetector.DetectorName };

    public static DetectorSource Source { get; } = new((watch, metric) =>
        watch.Detector == TripleDetector.DetectorName ? new TripleDetector() : DetectorSource.Shipped(watch, metric));

    public AnomalyJudge Judge { get; }

    public DetectorBank Bank { get; }

    public StateSaving Saving { get; }

    public AnomalyBook Book { get; }

    public DetectionFigures Figures { get; }

    /// <summary>Warnings and errors.</summary>
    public ConcurrentQueue<string> Said { get; } = new();

    /// <summary>A tick every 10 s of the floor's clock.</summary>
    public async Task TicksAsync(Host host, int stream, params double[] values)
    {
        foreach (var value in values)
        {
            await TickAsync(host, stream, [value]);
        }
    }

    public async Task TickAsync(Host host, int stream, double[] values)
    {
        _floor.Clock.Advance(TimeSpan.FromSeconds(10));
        var now = _floor.Clock.GetUtcNow();
        await Judge.JudgeAsync([new CommittedTick(host.Id, stream, now, now, values)], Never);
    }

    public async Task<List<Anomaly>> AnomaliesAsync(Host host)
    {
        await using var db = _floor.Db();
        return await db.Anomalies.AsNoTracking().Where(a => a.HostId == host.Id).OrderBy(a => a.BeganAt).ThenBy(a => a.SeriesId).ToListAsync(Never);
    }

    public void Dispose()
    {
        Book.Dispose();
        _settings.Dispose();
    }

    public ILogger<T> Log<T>() => new Ear<T>(Said);

    private sealed class Ear<T>(ConcurrentQueue<string> said) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Warning)
            {
                said.Enqueue(formatter(state, exception));
            }
        }
    }
}
