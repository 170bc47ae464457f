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

    /// <summary>The state to store with the batch, or null while nothing changed.</summary>
    public TextRow? Change(int hostId, TimeSpan skew, DateTimeOffset now)
    {
        var text = Text(skew);
        if (text == _known.GetValueOrDefault(hostId, Right))
        {
            return null;
        }

        _known[hostId] = text;
        return new TextRow(now, StateName, text);
    }

    /// <summary>What was told of a host.</summary>
    public void Remember(int hostId, string text) => _known[hostId] = text;

    /// <summary>The change of a host was not stored: it is told again, whatever it is by then.</summary>
    public void Forget(int hostId) => _known[hostId] = "";

    private static string Text(TimeSpan skew)
    {
        var minutes = (long)skew.Duration().TotalMinutes;
        return minutes < 1 ? Right : string.Create(CultureInfo.InvariantCulture, $"{minutes} min {(skew > TimeSpan.Zero ? "ahead of" : "behind")} the server");
    }
}
