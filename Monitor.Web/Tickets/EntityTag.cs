using System.Globalization;

namespace Monitor.Web.Tickets;

/// <summary>The version of a ticket as HTTP has it: the version, and the newest entry that goes with it, so that a refusal can tell what came after.</summary>
internal static class EntityTag
{
    public static string Of(TicketDetail ticket) => string.Create(CultureInfo.InvariantCulture, $"\"{ticket.Version}-{ticket.Seen}\"");

    /// <summary>What a request says that it is based on. True without the header, and for <c>*</c>: then on whatever is there.</summary>
    public static bool TryRead(HttpRequest http, out uint? version, out long? seen)
    {
        (version, seen) = (null, null);
        var text = http.Headers.IfMatch.ToString().Trim();
        if (text is "" or "*")
        {
            return true;
        }

        var parts = text.Length > 2 && text[0] == '"' && text[^1] == '"' ? text[1..^1].Split('-') : [];
        if (parts.Length != 2 || !uint.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var v)
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var s))
        {
            return false;
        }

        (version, seen) = (v, s);
        return true;
    }
}
