using Monitor.Domain.Detection;
using Monitor.Domain.Detection.Hosts;

namespace Monitor.Web.Detection.Hosts;

/// <summary>One anomaly of a host as its rows tell it: the reading that weighs most, and its end where it is over.</summary>
internal sealed class HostEvent(DateTimeOffset beganAt, Anomaly? known)
{
    public DateTimeOffset BeganAt { get; } = beganAt;

    /// <summary>What is written down of it already.</summary>
    public Anomaly? Known { get; } = known;

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The strongest of the rows that were looked at now; null: nothing new.</summary>
    public HostReading? Strongest { get; private set; }

    public DateTimeOffset StrongestAt { get; private set; }

    /// <summary>The highest of the rows that were looked at now.</summary>
    public double Score { get; private set; }

    public void Take(DateTimeOffset at, HostReading reading)
    {
        Score = Math.Max(Score, reading.Score);
        if (Strongest is null || reading.Evidence > Strongest.Evidence)
        {
            (Strongest, StrongestAt) = (reading, at);
        }
    }
}

/// <summary>Turns the readings of a host, row after row, into what began, went on and ended.</summary>
internal sealed class HostTrack
{
    /// <summary>When nothing has come from a host for so long, nobody knows whether it is still unusual.</summary>
    private static readonly TimeSpan SilentFor = TimeSpan.FromMinutes(30);

    private readonly List<HostEvent> _events = [];
    private HostEvent? _open;

    public HostTrack(DueHost host, Anomaly? known)
    {
        Host = host;
        if (known is not null)
        {
            _events.Add(_open = new HostEvent(known.BeganAt, known));
        }
    }

    public DueHost Host { get; }

    public IReadOnlyList<HostEvent> Events => _events;

    /// <param name="at">
    /// The beginning of the row. Two rows in a row make an onset: it began with the first of them. What was given up meanwhile, such as while the host was silent or detection was off, and still
    /// stands out begins anew, since its detector will not say so again.
    /// </param>
    public void Take(DateTimeOffset at, HostReading reading)
    {
        if (reading.IsLearning)
        {
            return;
        }

        if (reading.IsOnset && _open is null)
        {
            _events.Add(_open = new HostEvent(at - HostGrid.Step, null));
        }
        else if (_open is null && reading is { IsTold: true, Score: >= HostReading.AlarmScore })
        {
            _events.Add(_open = new HostEvent(at, null));
        }

        if (_open is not null && reading.IsAnomalous)
        {
            _open.Take(at, reading);
        }
        else
        {
            Stop(at);
        }
    }

    public void Stop(DateTimeOffset at)
    {
        if (_open is not null)
        {
            (_open.EndedAt, _open) = (at > _open.BeganAt ? at : _open.BeganAt, null);
        }
    }

    public void GoSilent(DateTimeOffset now)
    {
        if (_open is not null && Host.LastSeenAt is { } seen && now - seen > SilentFor)
        {
            Stop(seen > _open.BeganAt ? seen : now);
        }
    }
}
