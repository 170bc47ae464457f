using System.Collections.Concurrent;
using System.Globalization;
using Monitor.Web.Store;

namespace Monitor.Web.Intake;

/// <summary>
/// Notices when the clock of an agent's host goes wrong or right again, and keeps it as the text state <c>agent.clock</c>, so that the host page can say why
/// samples are refused.
/// </summary>
internal sealed class AgentClocks
{
    public const string StateName = "agent.clock";
    private const string Right = "right";
    private readonly ConcurrentDictionary<int, string> _known = new();

    public static TimeSpan Skew(long sentUnixMilliseconds, DateTimeOffset now) =>
        TimeSpan.FromMilliseconds(sentUnixMilliseconds - now.ToUnixTimeMilliseconds());

    /// <summary>The state to store with the batch, or null while nothing changed. The first of a host since the start is told whatever it is: nobody knows what was told before.</summary>
    public TextRow? Change(int hostId, TimeSpan skew, DateTimeOffset now)
    {
        var text = Text(skew);
        if (_known.TryGetValue(hostId, out var known) && text == known)
        {
            return null;
        }

        _known[hostId] = text;
        return new TextRow(now, StateName, text);
    }

    /// <summary>What was last to be stored of the host was not: it is told again.</summary>
    public void Forget(int hostId) => _known.TryRemove(hostId, out _);

    private static string Text(TimeSpan skew)
    {
        var minutes = (long)skew.Duration().TotalMinutes;
        return minutes < 1 ? Right : string.Create(CultureInfo.InvariantCulture, $"{minutes} min {(skew > TimeSpan.Zero ? "ahead of" : "behind")} the server");
    }
}
