using Monitor.Agent.Delivery;
using Monitor.Agent.Local;
using Monitor.Agent.Watch.Configs;
using Monitor.Agent.Watch.Growth;
using Monitor.Agent.Watch.Handed;

namespace Monitor.Agent.Watch;

/// <summary>Tells what happens on the host beside its measures: what is handed to the agent, watched files that change and, where it is not turned off, files by which a mount fills up.</summary>
internal sealed class WatchLoop(string folder, string spoolFolder, AgentSettings settings, Spool spool, Action spooled, TickClock ticks, TimeProvider clock, AgentLog log) : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ConfigsEvery = TimeSpan.FromMinutes(1);

    /// <summary>A call into a file system that hangs is not waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly EventSpool _events = new(spool, spooled, ticks);
    private HandedEvents? _handed;
    private ConfigWatch? _configs;
    private long? _configsAt;

    /// <summary>Before anything of the spool is sent. Does not throw.</summary>
    public void Start()
    {
        _handed = new HandedEvents(folder, spool, _events, log);
        _handed.Start();
        try
        {
            var patterns = settings.Watch ?? UsualConfigs.Patterns;
            ConfigLook.Check(patterns);
            _configs = patterns.Count > 0 ? new ConfigWatch(spoolFolder, new ConfigLook(patterns), _events, log) : null;
        }
        catch (AgentProblemException problem)
        {
            log.Error($"No files are watched: {problem.Message}");
        }
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        var growing = settings.Files != false && OperatingSystem.IsLinux() ? Task.Run(() => GrowAsync(stopping), CancellationToken.None) : Task.CompletedTask;
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            do
            {
                TryLook();
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What is not taken yet waits where it is.
        }

        await Task.WhenAny(growing, Task.Delay(Patience, CancellationToken.None));
    }

    public void Dispose() => _events.Dispose();

    private async Task GrowAsync(CancellationToken stopping)
    {
        using var growth = new GrowthWatch(LocalMounts.Read, _events, new GrowthOptions(), clock, log);
        await growth.RunAsync(stopping);
    }

    /// <summary>Whatever goes wrong in one look, the next one comes.</summary>
    private void TryLook()
    {
        try
        {
            _handed?.Look();
            if (_configsAt is not { } at || clock.GetElapsedTime(at) >= ConfigsEvery)
            {
                _configsAt = clock.GetTimestamp();
                _configs?.Look(clock.GetUtcNow());
            }
        }
        catch (Exception exception)
        {
            log.Warn("watch", "What happens on the host could not be looked at this time", exception);
        }
    }
}
