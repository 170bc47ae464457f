using System.Globalization;
using System.Text;

namespace Monitor.Agent.Collectors;

/// <summary>
/// Notices a process that takes much of a processor and was not among the busy ones before: three looks in a row at half a core or more, of a name that was not
/// busy within the last day. The first minutes teach what is usual here and tell nothing.
/// </summary>
internal sealed class TopChange
{
    public const string Kind = "process.top";

    private const double BusyPercent = 50;
    private const int Looks = 3;
    private const int MostNames = 64;
    private static readonly TimeSpan Learning = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    private readonly Dictionary<string, TimeSpan> _busyAt = new(StringComparer.Ordinal);
    private string _name = "";
    private int _looks;

    /// <summary>What to tell, or null.</summary>
    public string? Look(TimeSpan uptime, ReadOnlySpan<ProcessSample> processes)
    {
        var most = Busiest(processes);
        if (processes.IsEmpty || processes[most].CpuPercent < BusyPercent)
        {
            (_name, _looks) = ("", 0);
            return null;
        }

        ref readonly var busiest = ref processes[most];
        var name = Encoding.UTF8.GetString(busiest.Name);
        _looks = name == _name ? _looks + 1 : 1;
        _name = name;
        if (_looks < Looks)
        {
            return null;
        }

        var isKnown = _busyAt.TryGetValue(name, out var at) && uptime - at < Remembered;
        if (!isKnown && _busyAt.Count >= MostNames)
        {
            _busyAt.Remove(_busyAt.MinBy(static pair => pair.Value).Key);
        }

        _busyAt[name] = uptime;
        return isKnown || uptime < Learning
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{name} (process {busiest.Pid}) is the busiest process now, with {busiest.CpuPercent:0} % of a core");
    }

    private static int Busiest(ReadOnlySpan<ProcessSample> processes)
    {
        var most = 0;
        for (var i = 1; i < processes.Length; i++)
        {
            most = processes[i].CpuPercent > processes[most].CpuPercent ? i : most;
        }

        return most;
    }
}
