using Monitor.Agent.Local;
using Monitor.Domain.Metrics;
using Monitor.Domain.Wire;

namespace Monitor.Agent.Watch.Growth;

/// <summary>Looks how full the mounts are, walks one that fills up, slice after slice, and tells by which files and folders it does. While none fills up there is no walk.</summary>
internal sealed class GrowthWatch(Func<IReadOnlyList<LocalMount>> readMounts, EventSpool events, GrowthOptions options, TimeProvider clock, AgentLog log) : IDisposable
{
    /// <summary>A file's time may be a tick of the kernel's coarse clock behind.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromSeconds(1);

    /// <summary>A file or folder with less of the growth than that is not told.</summary>
    private const double LeastShare = 0.05;

    /// <summary>Of the growth; where so much is explained, the rest of the tree is not walked.</summary>
    private const double Enough = 0.8;
    private const int MostMounts = 64;

    private readonly Dictionary<string, MountGrowth> _mounts = new(StringComparer.Ordinal);
    private readonly long _startedAt = clock.GetTimestamp();
    private TimeSpan? _lookedAt;
    private (LocalMount Mount, MountGrowth Growth, MountFill From, TreeWalk Walk)? _walk;

    /// <summary>Walks since the start.</summary>
    public int Walks { get; private set; }

    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await Task.Delay(TryStep(), clock, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // A walk under way is left.
        }
    }

    /// <summary>Whatever goes wrong in one step, the next one comes.</summary>
    internal TimeSpan TryStep()
    {
        try
        {
            return Step();
        }
        catch (Exception exception)
        {
            log.Warn("files", "It could not be looked which files grow", exception);
            EndWalk();
            return options.LookEvery;
        }
    }

    public void Dispose() => EndWalk();

    /// <summary>Returns how long to wait until the next one.</summary>
    private TimeSpan Step()
    {
        var uptime = clock.GetElapsedTime(_startedAt);
        if (_lookedAt is not { } at || uptime - at >= options.LookEvery)
        {
            _lookedAt = uptime;
            Look(uptime);
        }

        if (_walk is null)
        {
            return options.LookEvery;
        }

        var before = Environment.CpuUsage.TotalTime;
        var (_, growth, from, walk) = _walk.Value;
        if (walk.Slice())
        {
            Finish(uptime);
        }
        else if (walk.Explained >= Enough * (growth.Now.UsedBytes - from.UsedBytes))
        {
            walk.End();
            Finish(uptime);
        }

        // Of all threads: what others took meanwhile is little, and makes it gentler.
        var pause = (Environment.CpuUsage.TotalTime - before) / options.CpuShare;
        return pause < options.Pause ? options.Pause : pause < options.LongestPause ? pause : options.LongestPause;
    }

    private void Look(TimeSpan uptime)
    {
        var mounts = readMounts();
        foreach (var gone in _mounts.Keys.Except(mounts.Select(static m => m.Path)).ToList())
        {
            _mounts.Remove(gone);
        }

        foreach (var mount in mounts.Take(MostMounts))
        {
            if (!_mounts.TryGetValue(mount.Path, out var growth))
            {
                _mounts.Add(mount.Path, growth = new MountGrowth());
            }

            growth.Take(uptime, clock.GetUtcNow(), mount.Use);
        }

        if (_walk is null && mounts.Where(m => _mounts.TryGetValue(m.Path, out var g) && g.IsToWalk).MaxBy(m => _mounts[m.Path].Grown) is { } most)
        {
            Begin(most, _mounts[most.Path]);
        }
    }

    private void Begin(LocalMount mount, MountGrowth growth)
    {
        Walks++;
        var (from, share) = (growth.Base, Math.Max(options.LargeBytes, (long)(LeastShare * growth.Grown)));
        growth.Begin();
        _walk = (mount, growth, from, new TreeWalk(mount, (from.Wall - Grain).ToUnixTimeSeconds(), share, growth.Sizes, options, clock));
    }

    private void Finish(TimeSpan uptime)
    {
        var (mount, growth, from, walk) = _walk!.Value;
        Look(uptime);
        var grown = growth.Now.UsedBytes - from.UsedBytes;
        var found = walk.Found(grown);
        growth.End(uptime, walk.Sizes, found.Any(static p => p.IsVague));
        EndWalk();
        if (found.Count > 0 && grown > 0)
        {
            var over = TimeSpan.FromMinutes(Math.Max(1, Math.Round((uptime - from.Uptime).TotalMinutes)));
            events.Tell(clock.GetUtcNow(), FileGrowth.Kind, new FileGrowth(mount.Path, grown, ValueText.Duration(over), found).ToText());
        }
    }

    private void EndWalk()
    {
        _walk?.Walk.Dispose();
        _walk = null;
    }
}
