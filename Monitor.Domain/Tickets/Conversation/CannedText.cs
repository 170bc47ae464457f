using System.Text;

namespace Monitor.Domain.Tickets.Conversation;

/// <summary>
/// Fills the placeholders of an answer that is given often. A placeholder is a name between braces that stands in the list of values; whatever else is in the
/// text stays as it is, nothing is evaluated, and what a value brings along is not looked at again.
/// </summary>
public static class CannedText
{
    public const string TicketNumber = "ticket.number";
    public const string TicketTitle = "ticket.title";
    public const string RequesterName = "requester.name";
    public const string AgentName = "agent.name";
    public const string HostName = "host.name";

    public static IReadOnlyList<string> Names { get; } = [TicketNumber, TicketTitle, RequesterName, AgentName, HostName];

    /// <param name="values">By name, without braces; a name that is missing stays as it was typed.</param>
    public static string Fill(string text, IReadOnlyDictionary<string, string> values)
    {
        var filled = new StringBuilder(text.Length);
        var at = 0;
        while (at < text.Length)
        {
            var open = text.IndexOf('{', at);
            var close = open < 0 ? -1 : text.IndexOf('}', open);
            if (close < 0)
            {
                break;
            }

            if (values.TryGetValue(text[(open + 1)..close], out var value))
            {
                filled.Append(text, at, open - at).Append(value);
                at = close + 1;
            }
            else
            {
                filled.Append(text, at, open + 1 - at);
                at = open + 1;
            }
        }

        return filled.Append(text, at, text.Length - at).ToString();
    }
}
