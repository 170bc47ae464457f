using System.Diagnostics;
using System.Text.Json;
using Monitor.Agent.Collectors.Linux;
using Monitor.Agent.Delivery;
using Monitor.Agent.Watch;
using Monitor.Agent.Watch.Configs;
using Monitor.Agent.Watch.Growth;
using Monitor.Agent.Watch.Handed;
using Monitor.Domain.Wire;

namespace Monitor.Tests.Agent.Watch;

/// <summary>What watches a host, over folders of a test: a tree that is taken for a mount, files whose changes are told, and the box of events. A restart forgets all but what is on disk.</summary>
internal sealed class WatchStand : IDisposable
{
    private readonly AgentFolder _folder = new();
    private readonly List<IDisposable> _open = [];
    private Spool? _spool;
    private EventSpool? _events;
    private HandedEvents? _handed;
    private ConfigWatch? _configs;
    private GrowthWatch? _growth;

    public WatchStand()
    {
        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(OwnFolder);
        Start();
    }

    public string Root => _folder.In("tree");

    public string OwnFolder => _folder.In("agent");

    public string Box => EventBox.FolderOf(OwnFolder);

    public Action Flush { get; set; } = static () => { };

    public string LogText => _folder.LogText;

    /// <summary>Of the mount that <see cref="Root"/> is taken for, which holds 20 MB: a walk is worth it from 1 MB on.</summary>
    public double UsedBytes { get; set; } = 10e6;

    public HashSet<string> Closed { get; } = [];

    public GrowthOptions Options { get; set; } = new() { LargeBytes = 64 << 10 };

    public IReadOnlyList<string> Patterns { get; set; } = [];

    public WatchClock Clock { get; } = new();

    public int Walks => _growth!.Walks;

    public List<WireEvent> Events { get; } = [];

    public IEnumerable<string> Texts => Events.Select(static e => e.Text);

    public string In(params string[] parts) => Path.Combine([Root, .. parts]);

    public LocalMount Mount => new(Root, "ext4", new FileSystemUse(1, 20_000_000, (ulong)(20e6 - UsedBytes), (ulong)(20e6 - UsedBytes), 0, 0), Closed);

    public void Write(int bytes, params string[] path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(path))!);
        using var file = new FileStream(In(path), FileMode.Append);
        file.Write(new byte[bytes]);
        file.Flush(flushToDisk: true);
    }

    public static void Run(string program, params string[] arguments)
    {
        using var run = Process.Start(new ProcessStartInfo(program, arguments))!;
        run.WaitForExit();
        Assert.Equal(0, run.ExitCode);
    }

    /// <summary>A kill: nothing is closed in order, and what is spooled waits.</summary>
    public void Restart()
    {
        _spool!.Dispose();
        Start();
    }

    /// <summary>Looks how full the mount is, after so long, and walks it to the end where it is worth it; in how many steps.</summary>
    public int Grow(double minutes)
    {
        var steps = 0;
        _growth ??= Opened(new GrowthWatch(() => [Mount], _events!, Options, Clock, _folder.Log));
        Clock.Later += TimeSpan.FromMinutes(minutes);
        while (_growth.TryStep() < Options.LookEvery)
        {
            steps++;
        }

        Deliver();
        return steps;
    }

    public void LookAtConfigs(bool delivers = true)
    {
        _configs ??= new ConfigWatch(SpoolFolder, new ConfigLook(Patterns), _events!, _folder.Log);
        _configs.Look(Clock.GetUtcNow());
        if (delivers)
        {
            Deliver();
        }
    }

    public void TakeHanded(bool delivers = true)
    {
        _handed!.Look();
        if (delivers)
        {
            Deliver();
        }
    }

    public void Deliver()
    {
        while (_spool!.ReadOldest(100, 1 << 20) is { Count: > 0 } records)
        {
            foreach (var record in records)
            {
                Assert.True(record.Alone);
                for (var parts = new RecordParts(record.Payload.Span); parts.MoveNext();)
                {
                    if (parts.Kind == PartKind.Event)
                    {
                        Events.Add((WireEvent)JsonSerializer.Deserialize(parts.Json, typeof(WireEvent), WireJson.Default)!);
                    }
                }
            }

            _spool.Acknowledge(records);
        }
    }

    public void Dispose()
    {
        _spool?.Dispose();
        _open.ForEach(static o => o.Dispose());
        _folder.Dispose();
    }

    public string MarksFile => Path.Combine(SpoolFolder, ConfigWatch.FileName);

    private string SpoolFolder => Path.Combine(OwnFolder, "spool");

    private void Start()
    {
        _spool = new Spool(new SpoolOptions { Folder = SpoolFolder, FlushToDisk = _ => Flush(), DiskRetry = TimeSpan.Zero }, TimeProvider.System);
        _events = Opened(new EventSpool(_spool, static () => { }, new TickClock(TimeProvider.System)));
        (_configs, _growth) = (null, null);
        _handed = new HandedEvents(OwnFolder, _spool, _events, _folder.Log);
        _handed.Start();
    }

    private T Opened<T>(T one)
        where T : IDisposable
    {
        _open.Add(one);
        return one;
    }

    /// <summary>The wall clock is the real one, since the times of files are, and may go ahead of it; the time that passes is the test's.</summary>
    internal sealed class WatchClock : TimeProvider
    {
        public TimeSpan Later { get; set; }

        public TimeSpan Ahead { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Later.Ticks;

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
    }
}
