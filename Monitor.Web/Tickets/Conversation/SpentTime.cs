using System.Globalization;

namespace Monitor.Web.Tickets.Conversation;

/// <summary>Minutes as people say them: 45 min, 2 h 5 min.</summary>
internal static class SpentTime
{
    public static string Say(int minutes) =>
        minutes < 60 ? string.Create(CultureInfo.InvariantCulture, $"{minutes} min")
        : minutes % 60 == 0 ? string.Create(CultureInfo.InvariantCulture, $"{minutes / 60} h")
        : string.Create(CultureInfo.InvariantCulture, $"{minutes / 60} h {minutes % 60} min");
}
