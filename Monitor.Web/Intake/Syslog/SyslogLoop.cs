using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Cleaning;
using Monitor.Domain.Logs.Syslog;
using Monitor.Web.Logs.Intake;
using Monitor.Web.Store;

namespace Monitor.Web.Intake.Syslog;

/// <summary>
/// Takes what waits, finds out whose it is and stores it, by host. While the database is away it keeps what it has and tries again: the queue fills, and whoever is
/// connected waits.
/// </summary>
internal sealed partial class SyslogLoop(
    SyslogQueue queue, SyslogHosts hosts, UnknownSenders unknown, LogDoor door, SampleWriter writer, IngestCounters counters, IOptions<SyslogOptions> options,
    TimeProvider time, ILogger<SyslogLoop> logger) : BackgroundService
{
    public const string Unknown = "unknown_sender";
    private const int MostAtOnce = 5000;
    private const int MostBytesAtOnce = 16 << 20;
    private const int NameLength = 100;
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(options.Value.TimeZone);

    private readonly record struct OwnedMessage(int HostId, SyslogMessage Message, LogMarks Marks, DateTimeOffset At);

    /// <summary>What has come is stored before the server ends.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Complete();
        if (ExecuteTask is not null)
        {
            await ExecuteTask.WaitAsync(cancellationToken);
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The loop ends with the queue, not with the token: see StopAsync.
        var messages = new List<ReceivedMessage>();
        while (await queue.WaitAsync(CancellationToken.None))
        {
            await Task.Delay(Gather, TimeProvider.System, CancellationToken.None);
            messages.Clear();
            for (var bytes = 0; messages.Count < MostAtOnce && bytes < MostBytesAtOnce && queue.TryTake(out var message); bytes += message.Weight)
            {
                messages.Add(message);
            }

            foreach (var host in (await AgainAsync(() => SortAsync(messages, stoppingToken), stoppingToken)).GroupBy(k => k.HostId))
            {
                // The same number at each try: what was committed unseen counts once.
                var number = -1 - (BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8)) & long.MaxValue);
                await AgainAsync(() => StoreAsync(host.Key, number, [.. host], stoppingToken), stoppingToken);
            }
        }
    }

    private async Task<List<OwnedMessage>> SortAsync(List<ReceivedMessage> messages, CancellationToken cancellationToken)
    {
        await hosts.RefreshAsync(cancellationToken);
        var kept = new List<OwnedMessage>(messages.Count);
        foreach (var received in messages)
        {
            var message = SyslogParser.Parse(received.Bytes, received.At, _zone);
            var (hostId, isForged) = hosts.Find(received.Sender, message.Host);
            if (hostId is null)
            {
                counters.RefuseSamples(Unknown, 1);
                unknown.Count(received.Sender, 1, LogCleaner.Clean(message.Host ?? "", NameLength, out _), received.At);
                continue;
            }

            unknown.Forget(received.Sender);
            kept.Add(new OwnedMessage(hostId.Value, message, (isForged ? LogMarks.ForgedHost : LogMarks.None) | (received.IsCut ? LogMarks.TooLong : LogMarks.None), received.At));
        }

        return kept;
    }

    private async Task<bool> StoreAsync(int hostId, long number, List<OwnedMessage> kept, CancellationToken cancellationToken)
    {
        var batch = new SampleBatch { HostId = hostId, ArrivedAt = time.GetUtcNow(), Seq = number };
        using var admission = new LogAdmission(batch);
        foreach (var source in kept.GroupBy(k => k.Message.Program, StringComparer.Ordinal))
        {
            var lines = source.Select(k => new RawLine(k.Message.Time?.ToUnixTimeMilliseconds(), k.Message.Text, k.Message.Severity, k.Marks, k.At)).ToList();
            if (!await door.AdmitAsync(admission, new RawLines(LogSourceKind.Syslog, source.Key, lines, source.First().Message.Facility), cancellationToken))
            {
                // Trying again would hold up everybody's lines for ever.
                LogGone(logger, kept.Count, hostId);
                return false;
            }
        }

        var outcome = await admission.StoreAsync(writer, cancellationToken);
        if (outcome.Status == BatchStatus.Committed)
        {
            return true;
        }

        if (outcome.Status != BatchStatus.Refused)
        {
            throw new InvalidOperationException($"The lines of host {hostId} are not stored yet: {outcome.Status}.");
        }

        LogRefused(logger, batch.Logs.Count, hostId);
        return false;
    }

    private async Task<T> AgainAsync<T>(Func<Task<T>> act, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await act();
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogAgain(logger, failure);
                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lines of syslog wait: they could not be stored, which is tried again.")]
    private static partial void LogAgain(ILogger logger, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Lines} lines of syslog of host {HostId} are dropped: it was deleted.")]
    private static partial void LogGone(ILogger logger, int lines, int hostId);

    [LoggerMessage(Level = LogLevel.Error, Message = "The database refuses {Lines} lines of host {HostId}; they are lost.")]
    private static partial void LogRefused(ILogger logger, int lines, int hostId);
}
