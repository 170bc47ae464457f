using Microsoft.Extensions.Options;
using Monitor.Web.Hosting;
using Monitor.Web.Store.Sealing;

namespace Monitor.Web.Store.Logs.Sealing;

/// <summary>What one round did.</summary>
public sealed record LogSealReport(long Lines, int Merged)
{
    /// <summary>What could not be sealed for what is in it; it stays where it is and is tried again.</summary>
    public IReadOnlyList<Exception> Failures { get; init; } = [];
}

/// <summary>One round of sealing lines: hours of arrival that are closed, then days that are over. One round at a time on all servers, by an advisory lock; a job calls it.</summary>
public sealed class LogSealing(Databases databases, SealFaults faults, IOptions<SealOptions> options, TimeProvider time)
{
    internal const long Lock = 0x4C6F675365616C;

    /// <summary>Characters of lines that are in memory at a time, about.</summary>
    internal int MostChars { get; init; } = 32 << 20;

    /// <summary>How long a job waits for a round that is under way.</summary>
    internal TimeSpan LongestWait { get; init; } = SealTransaction.JobWait;

    /// <summary>One round; when another is under way, here or on another node, it waits for that one to end first.</summary>
    public async Task<LogSealReport> RunAsync(CancellationToken cancellationToken)
    {
        await using var connection = await databases.Jobs.OpenConnectionAsync(cancellationToken);
        await using var transaction = await SealTransaction.BeginAloneAsync(connection, Lock, cancellationToken);
        return await SealAsync(cancellationToken);
    }

    /// <summary>The same for a job, which comes again: null when another round goes on for longer than a job waits.</summary>
    public async Task<LogSealReport?> TryRunAsync(CancellationToken cancellationToken)
    {
        await using var connection = await databases.Jobs.OpenConnectionAsync(cancellationToken);
        await using var transaction = await SealTransaction.TryBeginAloneAsync(connection, Lock, LongestWait, cancellationToken);
        return transaction is null ? null : await SealAsync(cancellationToken);
    }

    private async Task<LogSealReport> SealAsync(CancellationToken cancellationToken)
    {
        var failures = new SealFailures();
        var now = time.GetUtcNow();
        var closed = SealPeriods.ClosedBefore(now - SealPeriods.Settle);
        var sealer = new LogHourSealer(databases.Jobs, faults, MostChars);
        var lines = 0L;
        foreach (var (name, start) in await SamplePartitions.ListAsync(databases.Jobs, "log_hot", cancellationToken))
        {
            if (start + SealPeriods.Hour <= closed)
            {
                lines += await sealer.SealAsync(name, start, failures, cancellationToken);
            }
        }

        var over = now - options.Value.DayAfter - SealPeriods.Open - SealPeriods.Settle;
        var merged = await new LogDayMerger(databases.Jobs, faults, MostChars).MergeAsync(over, failures, cancellationToken);
        return new LogSealReport(lines, merged) { Failures = failures.All };
    }
}
