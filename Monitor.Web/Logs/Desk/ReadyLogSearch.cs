using Monitor.Domain.Logs;
using Monitor.Web.Store.Logs;

namespace Monitor.Web.Logs.Desk;

/// <summary>A search within what its reader may see. Made by <see cref="LogDesk"/> alone.</summary>
public sealed record ReadyLogSearch
{
    internal ReadyLogSearch(LogAsk ask, IReadOnlyDictionary<int, string> hosts)
    {
        Ask = ask;
        Hosts = hosts;
        Sources = ask.SourceIds?.ToHashSet();
    }

    public LogAsk Ask { get; }

    /// <summary>The names of the hosts that are looked at.</summary>
    public IReadOnlyDictionary<int, string> Hosts { get; }

    private HashSet<int>? Sources { get; }

    /// <summary>There is nothing in which a line could be found.</summary>
    public bool IsEmpty => Hosts.Count == 0 || Sources is { Count: 0 };

    /// <summary>What it finds of lines that have just come.</summary>
    internal LogWish Wish => new(Hosts.ContainsKey, Holds);

    /// <summary>The same from a place on.</summary>
    internal ReadyLogSearch From(LogPlace? after) => after is null ? this : new ReadyLogSearch(Ask with { After = after }, Hosts);

    /// <summary>Whether a line that has just come is one of them; its time does not matter.</summary>
    public bool Holds(int hostId, LogLine line) =>
        Hosts.ContainsKey(hostId) && line.Severity <= Ask.AtLeast && (Sources is null || Sources.Contains(line.SourceId))
        && (Ask.Marks == LogMarks.None || (line.Marks & Ask.Marks) != 0) && (Ask.Words is null || Ask.Words.Matches(line.Text));
}
