using System.Text.Json;
using Monitor.Agent.Delivery;
using Monitor.Agent.Logs;
using Monitor.Domain.Wire;

namespace Monitor.Tests.Agent.Logs;

/// <summary>The reading half of an agent over a folder of logs. Each look may be a second later than the one before; a restart forgets all but what is on disk.</summary>
internal sealed class LogStand : IDisposable
{
    private readonly AgentFolder _folder = new();
    private readonly LaterClock _clock = new();
    private Spool? _spool;
    private LogLoop? _loop;

    public LogStand(string? settings = null)
    {
        Directory.CreateDirectory(LogFolder);
        File.WriteAllText(_folder.In(LogSettings.FileName), settings?.Replace("LOGS", LogFolder, StringComparison.Ordinal)
            ?? JsonSerializer.Serialize(new { journal = false, files = new[] { new { path = In("*.log") } } }));
    }

    public string LogFolder => _folder.In("logs-of-host");

    public string OwnFolder => _folder.In("agent");

    public string PositionsFile => _folder.In("agent", "spool", LogPositionsFile.FileName);

    /// <summary>Throws where the disk is to fail.</summary>
    public Action Flush { get; set; } = static () => { };

    public string SettingsFile => _folder.In(LogSettings.FileName);

    public int Waiting => _spool!.Pending;

    public LogOptions Options { get; init; } = new();

    /// <summary>Called after each record.</summary>
    public Action Spooled { get; set; } = static () => { };

    public string? Words => _loop!.Words;

    public List<WireEvent> Events { get; } = [];

    public List<(string Source, WireLine Line)> Entries { get; } = [];

    public int Dropped { get; private set; }

    public IEnumerable<string> Texts => Entries.Select(static e => e.Line.Text);

    public string LogText => _folder.LogText;

    public string In(string name) => Path.Combine(LogFolder, name);

    public void Start()
    {
        Directory.CreateDirectory(OwnFolder);
        File.Copy(_folder.In(LogSettings.FileName), Path.Combine(OwnFolder, LogSettings.FileName), overwrite: true);
        var spoolFolder = _folder.In("agent", "spool");
        _spool = new Spool(new SpoolOptions { Folder = spoolFolder, FlushToDisk = _ => Flush(), DiskRetry = TimeSpan.Zero }, TimeProvider.System);
        _loop = new LogLoop(OwnFolder, spoolFolder, _spool, () => Spooled(), new TickClock(TimeProvider.System), Options, _clock, _folder.Log);
        _loop.Start();
    }

    /// <summary>A kill: nothing is closed in order, and what is spooled waits for the next start.</summary>
    public void Restart()
    {
        _spool!.Dispose();
        Start();
    }

    /// <summary>Looks twice, so that what is held for more lines is given too; and what was spooled arrives.</summary>
    public void Look(bool delivers = true)
    {
        for (var i = 0; i < 2; i++)
        {
            _loop!.Read();
            _clock.Later += TimeSpan.FromSeconds(1.5);
        }

        if (delivers)
        {
            Deliver();
        }
    }

    /// <summary>As the running agent does.</summary>
    public void TryLook()
    {
        _loop!.TryRead();
        _clock.Later += TimeSpan.FromSeconds(1.5);
    }

    public void LookOnce()
    {
        _loop!.Read();
        _clock.Later += TimeSpan.FromMilliseconds(10);
    }

    public void Later(TimeSpan by) => _clock.Later += by;

    public void Deliver()
    {
        while (_spool!.ReadOldest(100, 1 << 20) is { Count: > 0 } records)
        {
            foreach (var record in records)
            {
                Take(record);
            }

            _spool.Acknowledge(records);
        }
    }

    public void Dispose()
    {
        _spool?.Dispose();
        _loop?.Dispose();
        _folder.Dispose();
    }

    private void Take(SpoolEntry record)
    {
        Assert.True(record.Alone);
        for (var parts = new RecordParts(record.Payload.Span); parts.MoveNext();)
        {
            if (parts.Kind == PartKind.Log)
            {
                var logs = JsonSerializer.Deserialize(parts.Json, typeof(WireLogs), WireJson.Default) as WireLogs;
                Entries.AddRange(logs!.Lines.Select(line => (logs.Source, line)));
                Dropped += logs.Dropped;
            }
            else if (parts.Kind == PartKind.Event)
            {
                Events.Add((WireEvent)JsonSerializer.Deserialize(parts.Json, typeof(WireEvent), WireJson.Default)!);
            }
        }
    }

    /// <summary>The wall clock is the real one, since the times of files are; the time that passes is the test's.</summary>
    private sealed class LaterClock : TimeProvider
    {
        public TimeSpan Later { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Later.Ticks;
    }
}
