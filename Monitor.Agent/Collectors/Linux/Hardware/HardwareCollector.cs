namespace Monitor.Agent.Collectors.Linux.Hardware;

/// <summary>
/// Temperatures, error counts and wear, as far as the kernel shows them in files. They are read beside the ticks: a driver that waits for a dying disk holds up
/// nothing but its own values, which are missing until it answers. What there is to read is looked for anew every ten minutes.
/// </summary>
internal sealed class HardwareCollector(string sys = "/sys") : ICollector
{
    private const int MostSources = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SlowPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(10);

    /// <summary>Older values are no news of now.</summary>
    private static readonly TimeSpan Stale = 3 * SlowPause;

    private readonly Dictionary<(string Metric, string Name), HardwareSource> _known = [];
    private volatile HardwareSource[] _sources = [];
    private volatile string _controllers = "";
    private Task _round = Task.CompletedTask;
    private TimeSpan? _roundAt, _slowAt, _foundAt;

    public string Name => "hardware";

    /// <summary>The round that is under way, or the last one.</summary>
    internal Task Round => _round;

    public void Collect(SampleVector vector, TimeSpan uptime)
    {
        if (_round.IsFaulted)
        {
            var failure = _round.Exception;
            _round = Task.CompletedTask;
            throw new InvalidOperationException("The files of sensors could not be read.", failure);
        }

        if (_round.IsCompleted && !(uptime - _roundAt < Pause))
        {
            Begin(uptime);
        }

        if (uptime - _roundAt < Stale)
        {
            Put(vector);
        }
    }

    /// <summary>A method of its own, since what the round takes with it would else be allocated in each tick.</summary>
    private void Begin(TimeSpan uptime)
    {
        if (uptime - _roundAt >= Stale)
        {
            Forget();
        }

        _roundAt = uptime;
        var isSlow = IsDue(ref _slowAt, SlowPause, uptime);
        var isNew = IsDue(ref _foundAt, LookAgain, uptime);
        _round = Task.Run(() => Read(isNew, isSlow));
    }

    /// <summary>One round, on the caller's thread.</summary>
    internal void Read(bool isNew, bool isSlow)
    {
        if (isNew)
        {
            Find();
        }

        foreach (var source in _sources)
        {
            if (isSlow || !source.IsSlow)
            {
                source.Read();
            }
        }

        if (isSlow)
        {
            _controllers = NvmeControllers.Read(sys);
        }
    }

    internal void Put(SampleVector vector)
    {
        foreach (var source in _sources)
        {
            source.Put(vector);
        }

        if (_controllers is { Length: > 0 } controllers)
        {
            vector.State(NvmeControllers.State, controllers);
        }
    }

    /// <summary>The round before took so long that what it found is over.</summary>
    private void Forget()
    {
        foreach (var source in _sources)
        {
            source.Forget();
        }
    }

    /// <summary>What has vanished is missing from now on; what comes back has its place again.</summary>
    private void Find()
    {
        var found = new List<HardwareSource>();
        var all = TemperatureSources.Find(sys).Concat(ErrorSources.Find(sys)).Concat(WearSources.Find(sys));
        foreach (var source in all.DistinctBy(s => s.Key).Take(MostSources))
        {
            if (_known.TryGetValue(source.Key, out var known))
            {
                known.Follow(source);
            }
            else
            {
                _known.Add(source.Key, known = source);
            }

            found.Add(known);
        }

        foreach (var gone in _sources.Except(found))
        {
            gone.Forget();
        }

        _sources = [.. found];
    }

    private static bool IsDue(ref TimeSpan? last, TimeSpan pause, TimeSpan uptime)
    {
        if (uptime - last < pause)
        {
            return false;
        }

        last = uptime;
        return true;
    }
}
