using Monitor.Agent.Actions;
using Monitor.Agent.Collectors;
using Monitor.Agent.Delivery;
using Monitor.Agent.Local;
using Monitor.Agent.Logs;
using Monitor.Agent.Watch;

namespace Monitor.Agent.Running;

/// <summary>The running agent: one loop measures and spools, one reads logs and spools, one tells what happens and spools, one sends, one does what is asked for and allowed.</summary>
internal sealed class AgentProcess(string folder, AgentSettings settings, TimeSpan interval, TimeProvider clock, AgentLog log)
{
    private static readonly TimeSpan LastChance = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StatusEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TrimEvery = TimeSpan.FromMinutes(10);

    /// <summary>For tests.</summary>
    public SenderOptions SenderOptions { get; init; } = new();

    /// <summary>For tests.</summary>
    public LogOptions LogOptions { get; init; } = new();

    public async Task RunAsync(CancellationToken stopping)
    {
        var spoolFolder = Path.Combine(folder, "spool", $"host-{settings.HostId}");
        using var spool = new Spool(new SpoolOptions { Folder = spoolFolder }, clock);
        var schemas = new SchemaStore(Path.Combine(spoolFolder, "schemas"));
        var ticks = new TickClock(clock);
        var keys = new AgentKeys(folder, settings, clock, log);
        using var client = new ServerClient(new Uri(settings.Server), settings.Pin, clock);
        using var post = new BatchPost(client, spool, schemas, keys, ticks, clock, log);
        var deadLetters = new DeadLetters(Path.Combine(folder, "dead-letter"));
        var sender = new Sender(spool, post, deadLetters, SenderOptions, clock, log);
        var collectors = new CollectorSet(Platform.Collectors(() => ticks.Ahead), log);
        using var sampler = new Sampler(collectors, Platform.TopProcesses(), Platform.Inventory, spool, schemas, ticks, clock, log)
        {
            Peers = settings.Topology == true ? Platform.Peers() : null,
        };
        using var logs = new LogLoop(folder, spoolFolder, spool, sender.Notice, ticks, LogOptions, clock, log);
        logs.Start();
        using var watch = new WatchLoop(folder, spoolFolder, settings, spool, sender.Notice, ticks, clock, log);
        watch.Start();
        using var actions = new ActionLoop(folder, settings.HostId, spool, sender.Notice, new ActionRunner(clock), clock, log);
        actions.Start();
        post.Commanded = actions.Take;
        var status = new StatusWriter(folder, spool, sender, deadLetters, logs, actions, ticks, collectors.Vector, clock, log);

        using var stopReading = new CancellationTokenSource();
        using var stopSending = new CancellationTokenSource();
        using var giveUp = new CancellationTokenSource();
        if (settings.Topology == true)
        {
            log.Info(OperatingSystem.IsLinux() ? "Tells with which hosts this one talks over TCP" : "The topology setting has no effect: peers are read on Linux only");
        }

        log.Info($"Agent {AgentBuild.Version} of host {settings.Name} sends to {settings.Server} every {interval.TotalSeconds:0} s; {spool.Pending} records wait");
        var sending = Task.Run(() => sender.RunAsync(stopSending.Token, giveUp.Token), CancellationToken.None);
        var reading = Task.Run(() => logs.RunAsync(stopReading.Token), CancellationToken.None);
        var watching = Task.Run(() => watch.RunAsync(stopReading.Token), CancellationToken.None);
        var acting = Task.Run(() => actions.RunAsync(stopReading.Token), CancellationToken.None);
        try
        {
            await MeasureAsync(sampler, sender, status, stopping);
        }
        finally
        {
            try
            {
                await stopReading.CancelAsync();
                await Task.WhenAll(reading, watching, acting);
            }
            finally
            {
                await StopSendingAsync(sending, stopSending, giveUp, status);
            }
        }

        log.Info($"Stopped; {spool.Pending} records wait in the spool");
    }

    private static async Task StopSendingAsync(Task sending, CancellationTokenSource stopSending, CancellationTokenSource giveUp, StatusWriter status)
    {
        try
        {
            giveUp.CancelAfter(LastChance);
            await stopSending.CancelAsync();
            await sending;
        }
        finally
        {
            status.Write();
        }
    }

    private async Task MeasureAsync(Sampler sampler, Sender sender, StatusWriter status, CancellationToken stopping)
    {
        sender.Offer(sampler.Take("agent.started", $"Agent {AgentBuild.Version} started"));
        using var timer = new TickTimer(interval, clock);
        sender.Moved = timer.Move;
        var writtenAt = clock.GetTimestamp();
        long? trimmedAt = null;
        try
        {
            while (true)
            {
                await timer.WaitAsync(stopping);
                var begunAt = clock.GetTimestamp();
                sender.Offer(sampler.Take(), begunAt);
                if (clock.GetElapsedTime(writtenAt) >= StatusEvery)
                {
                    writtenAt = clock.GetTimestamp();
                    status.Write();
                    if (trimmedAt is null || clock.GetElapsedTime(trimmedAt.Value) >= TrimEvery)
                    {
                        trimmedAt = clock.GetTimestamp();
                        WorkingSet.Trim();
                    }
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            sender.Offer(sampler.Take("agent.stopped", "The agent was stopped in order"));
        }
    }
}
