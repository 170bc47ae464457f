namespace Monitor.Data;

/// <summary>Patterns for ILIKE of what people type: each of its characters means itself.</summary>
public static class LikePattern
{
    public static string Exact(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    public static string Within(string text) => $"%{Exact(text)}%";
}
