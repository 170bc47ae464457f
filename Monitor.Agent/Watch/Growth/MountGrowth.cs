using Monitor.Agent.Collectors.Linux;

namespace Monitor.Agent.Watch.Growth;

/// <summary>How full a mount was at a moment.</summary>
/// <param name="Uptime">Of the agent, by the clock that nobody sets.</param>
internal readonly record struct MountFill(TimeSpan Uptime, DateTimeOffset Wall, double UsedBytes);

/// <summary>
/// Whether one mount fills up so much that it is worth a walk: against the lowest that it was in the last two hours, or since the last walk. While it goes on, walks become rarer.
/// </summary>
internal sealed class MountGrowth
{
    public static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(40);

    /// <summary>After a walk that could not tell by how much files grew: the next one can.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromMinutes(3);

    private const double MuchShare = 0.01;
    private const double MuchBytes = 256e6;
    private const double FullPercent = 70;
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(2);

    private readonly Queue<MountFill> _fills = [];
    private TimeSpan? _walkedAt;
    private TimeSpan _pause = FirstPause;
    private bool _isVague;
    private FileSystemUse _use;

    public MountFill Now { get; private set; }

    /// <summary>Of the last walk; null where there was none lately.</summary>
    public FileSizes? Sizes { get; private set; }

    /// <summary>The lowest; of several, the last.</summary>
    public MountFill Base => _fills.Aggregate(static (low, fill) => fill.UsedBytes <= low.UsedBytes ? fill : low);

    /// <summary>In bytes since <see cref="Base"/>.</summary>
    public double Grown => Now.UsedBytes - Base.UsedBytes;

    public bool IsToWalk => _walkedAt is { } at
        ? Now.Uptime - at >= (_isVague ? Soon : _pause) && Grown >= (_isVague ? Much / 8 : Much)
        : Grown >= Much;

    /// <summary>An eighth of a percent is less than the unrest of a small mount.</summary>
    private double Much => Math.Max(1 << 20, Math.Min(MuchShare * _use.TotalBytes, MuchBytes) * (_use.UsedPercent > FullPercent ? 0.25 : 1));

    public void Take(TimeSpan uptime, DateTimeOffset wall, in FileSystemUse use)
    {
        (_use, Now) = (use, new MountFill(uptime, wall, use.UsedBytes));
        _fills.Enqueue(Now);
        while (uptime - _fills.Peek().Uptime > Remembered)
        {
            _fills.Dequeue();
        }

        if (_walkedAt is { } at && uptime - at > Remembered && !IsToWalk)
        {
            (_walkedAt, Sizes, _pause, _isVague) = (null, null, FirstPause, false);
        }
    }

    /// <summary>From here on the next growth is counted.</summary>
    public void Begin()
    {
        _fills.Clear();
        _fills.Enqueue(Now);
    }

    /// <param name="isVague">It could not be told by how much the files grew that make up most of it.</param>
    public void End(TimeSpan uptime, FileSizes sizes, bool isVague)
    {
        _pause = _walkedAt is null || _isVague ? FirstPause : _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        (_walkedAt, Sizes, _isVague) = (uptime, sizes, isVague && !_isVague);
    }
}
