using System.Net.Sockets;

namespace Monitor.Agent.Collectors.Linux;

/// <summary>
/// How many units of systemd have failed, and as the text state <c>systemd.failed</c> which. Asked twice a minute; between, the last answer holds. Where
/// systemd does not run there is no such series.
/// </summary>
internal sealed class SystemdCollector(bool isRunning, SystemBus bus) : ICollector
{
    public const string StateName = "systemd.failed";

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(5);

    private readonly List<string> _names = [];
    private byte[] _lastAnswer = [];
    private TimeSpan _nextAt;
    private double _count = double.NaN;
    private int _ordinal = -1;

    public string Name => "failed units";

    /// <summary>As sd_booted(3) tells.</summary>
    public static bool IsSystemdRunning => Directory.Exists("/run/systemd/system");

    public void Collect(SampleVector vector, TimeSpan uptime)
    {
        if (!isRunning)
        {
            return;
        }

        if (uptime >= _nextAt)
        {
            Ask(vector, uptime);
        }

        vector.Set(ref _ordinal, "systemd.failed_units", _count);
    }

    private void Ask(SampleVector vector, TimeSpan uptime)
    {
        (_nextAt, _count) = (uptime + AfterFailure, double.NaN);
        try
        {
            var answer = bus.FailedUnits();
            if (!answer.SequenceEqual(_lastAnswer) || _lastAnswer.Length == 0)
            {
                _lastAnswer = FailedUnits.TryParse(answer, _names) ? answer.ToArray() : throw new FormatException("The answer of systemd is not understood.");
            }
        }
        catch (SocketException exception)
        {
            throw new IOException("The system bus cannot be asked for failed units.", exception);
        }

        (_nextAt, _count) = (uptime + Every, _names.Count);
        vector.State(StateName, FailedUnits.Words(_names));
    }
}
