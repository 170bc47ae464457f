using Monitor.Web.Hosting;
using Monitor.Web.Live;
using Npgsql;

namespace Monitor.Web.Store;

/// <summary>
/// Servers that share a database tell each other by LISTEN and NOTIFY what they committed and changed. A server that was not listening for a while reads
/// what it missed: the registered series and the newest ticks. The database's own troubles are the gate's to tell; this only tries again.
/// </summary>
internal sealed class NodeFeed(
    Databases databases, Neighbours neighbours, NodeTeller teller, NodeInbox inbox, StoreLoading loading, HealthBoard board, ILogger<NodeFeed> logger)
    : SupervisedLoop(board, TimeProvider.System, logger)
{
    /// <summary>How often a server looks for others that said nothing.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(1);

    private readonly ILogger _log = logger;

    /// <summary>The process's own: a test that moves the product's clock still needs others seen.</summary>
    private readonly TimeProvider _clock = TimeProvider.System;
    private Task? _telling;

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        _telling ??= TellAsync(cancellationToken);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(cancellationToken);
            }
            catch (Exception failure) when (failure is NpgsqlException or IOException or TimeoutException or FormatException && !cancellationToken.IsCancellationRequested)
            {
                _log.LogDebug(failure, "Listening to other servers failed; tried again in {Wait}", TryAgain);
                await Task.Delay(TryAgain, _clock, cancellationToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var line = await NodeLine.OpenAsync(databases, neighbours.Own, inbox.Add, cancellationToken);
        neighbours.Set(await line.HasOthersAsync(cancellationToken));
        var (begun, areHostsRead) = (_clock.GetTimestamp(), !neighbours.Any);
        if (neighbours.Any)
        {
            // Those who hear it tell from now on; what they committed before is read.
            await SendAsync([NodeMessage.OfHello(neighbours.Own)], cancellationToken);
            await loading.LoadAsync(cancellationToken);
            inbox.Wake(LiveFeed.Relayed);
        }

        for (var lookedAt = _clock.GetTimestamp(); ;)
        {
            await line.WaitAsync(Pace, cancellationToken);
            if (_clock.GetElapsedTime(lookedAt) >= Pace)
            {
                lookedAt = _clock.GetTimestamp();
                neighbours.Set(await line.HasOthersAsync(cancellationToken));
            }

            // After the look, during which something may be told too.
            if (await inbox.TakeAsync(cancellationToken) && !neighbours.Any)
            {
                neighbours.Set(true);
            }

            // What others saw while nobody listened here is in the table only by now.
            if (!areHostsRead && _clock.GetElapsedTime(begun) >= LastSeenFlush.Interval + Pace)
            {
                areHostsRead = true;
                await loading.LoadHostsAsync(cancellationToken);
            }
        }
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        var messages = new HashSet<string>(StringComparer.Ordinal);
        while (await WaitAsync(cancellationToken))
        {
            messages.Clear();
            while (messages.Count < 200 && teller.Messages.TryRead(out var message))
            {
                messages.Add(message);
            }

            try
            {
                await SendAsync(messages, cancellationToken);
            }
            catch (Exception failure) when (failure is NpgsqlException or IOException or TimeoutException)
            {
                _log.LogDebug(failure, "{Count} messages to other servers were not sent; they see what changed when they read again", messages.Count);
            }
        }
    }

    private async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await teller.Messages.WaitToReadAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task SendAsync(IReadOnlyCollection<string> messages, CancellationToken cancellationToken)
    {
        await using var command = databases.Ingest.CreateCommand($"SELECT pg_notify('{NodeMessage.Channel}', m) FROM unnest($1) AS m");
        command.Parameters.AddWithValue(messages.ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
