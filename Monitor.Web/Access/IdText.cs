using System.Globalization;

namespace Monitor.Web.Access;

/// <summary>Ids as text, independent of the reader's culture.</summary>
internal static class IdText
{
    public static string Of(int id) => id.ToString(CultureInfo.InvariantCulture);
}
