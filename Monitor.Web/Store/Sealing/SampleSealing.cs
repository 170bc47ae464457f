using Microsoft.Extensions.Options;
using Monitor.Web.Hosting;

namespace Monitor.Web.Store.Sealing;

/// <summary>What one round did.</summary>
public sealed record SealReport(int Hours, long Samples, int LateRows, int Days)
{
    /// <summary>What could not be sealed for what is in it. The next round tries it again.</summary>
    public IReadOnlyList<Exception> Failures { get; init; } = [];
}

/// <summary>
/// One round of sealing: hours that are closed, then what came late, then days that are over. One round at a time on all nodes, by an advisory lock; a job calls it.
/// </summary>
public sealed class SampleSealing(Databases databases, SeriesCatalog catalog, SealFaults faults, IOptions<SealOptions> options, TimeProvider time)
{
    internal const long Lock = 0x5365616C696E67;

    /// <summary>How long a job waits for a round that is under way.</summary>
    internal TimeSpan LongestWait { get; init; } = SealTransaction.JobWait;

    /// <summary>One round; when another is under way, here or on another node, it waits for that one to end first.</summary>
    public async Task<SealReport> RunAsync(CancellationToken cancellationToken)
    {
        await using var connection = await databases.Jobs.OpenConnectionAsync(cancellationToken);
        await using var transaction = await SealTransaction.BeginAloneAsync(connection, Lock, cancellationToken);
        return await SealAsync(cancellationToken);
    }

    /// <summary>The same for a job, which comes again: null when another round goes on for longer than a job waits.</summary>
    public async Task<SealReport?> TryRunAsync(CancellationToken cancellationToken)
    {
        await using var connection = await databases.Jobs.OpenConnectionAsync(cancellationToken);
        await using var transaction = await SealTransaction.TryBeginAloneAsync(connection, Lock, LongestWait, cancellationToken);
        return transaction is null ? null : await SealAsync(cancellationToken);
    }

    private async Task<SealReport> SealAsync(CancellationToken cancellationToken)
    {
        await catalog.LoadAsync(cancellationToken);
        var failures = new SealFailures();
        var (hours, samples) = await SealHoursAsync(failures, cancellationToken);
        var late = await MergeLateAsync(failures, cancellationToken);
        var report = new SealReport(hours, samples, late, await MergeDaysAsync(failures, cancellationToken));
        return failures.All.Count == 0 ? report : report with { Failures = failures.All };
    }

    private async Task<(int Hours, long Samples)> SealHoursAsync(SealFailures failures, CancellationToken cancellationToken)
    {
        var closed = SealPeriods.ClosedBefore(time.GetUtcNow() - SealPeriods.Settle);
        var sealer = new HourSealer(databases.Jobs, catalog, faults);
        var (hours, samples) = (0, 0L);
        foreach (var (name, start) in await SamplePartitions.ListAsync(databases.Jobs, "hot_ticks", cancellationToken))
        {
            if (start + SealPeriods.Hour <= closed && await failures.TryAsync(() => sealer.SealAsync(name, start, cancellationToken)) is { } count)
            {
                (hours, samples) = (hours + 1, samples + count);
            }
        }

        return (hours, samples);
    }

    private async Task<int> MergeLateAsync(SealFailures failures, CancellationToken cancellationToken)
    {
        var hot = (await SamplePartitions.ListAsync(databases.Jobs, "hot_ticks", cancellationToken)).Select(p => p.Start).ToHashSet();
        var hotDays = hot.Select(h => SealPeriods.Floor(h, SealPeriods.Day)).ToHashSet();
        var over = DaysOver();
        return await new LateMerger(databases.Jobs, catalog, faults)
            .MergeAsync(hot, day => day + SealPeriods.Day <= over && !hotDays.Contains(day), failures, cancellationToken);
    }

    private async Task<int> MergeDaysAsync(SealFailures failures, CancellationToken cancellationToken)
    {
        var over = DaysOver();
        var hot = (await SamplePartitions.ListAsync(databases.Jobs, "hot_ticks", cancellationToken)).Select(p => SealPeriods.Floor(p.Start, SealPeriods.Day)).ToHashSet();
        var merger = new DayMerger(databases.Jobs, catalog, faults);
        var days = 0;
        foreach (var (name, start) in await SamplePartitions.ListAsync(databases.Jobs, "chunks_hours", cancellationToken))
        {
            if (start + SealPeriods.Day <= over && !hot.Contains(start) && await merger.MergeAsync(start, name, failures, cancellationToken) is not null)
            {
                days++;
            }
        }

        return days;
    }

    /// <summary>Days that end until then are merged.</summary>
    private DateTimeOffset DaysOver() => time.GetUtcNow() - options.Value.DayAfter - SealPeriods.Open - SealPeriods.Settle;
}
