using System.Globalization;

namespace Monitor.Domain.Problems.Suppression;

/// <summary>A moment in a sentence that is kept: 2026-11-20 03:10 UTC.</summary>
public static class UtcText
{
    public static string Of(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";
}
