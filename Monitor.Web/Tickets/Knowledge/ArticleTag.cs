using System.Globalization;

namespace Monitor.Web.Tickets.Knowledge;

/// <summary>The version of an article as HTTP has it: the moment of its latest change.</summary>
internal static class ArticleTag
{
    public static string Of(ArticleDetail article) => string.Create(CultureInfo.InvariantCulture, $"\"{article.UpdatedAt.UtcTicks}\"");

    /// <summary>Null: what is there is no tag of an article.</summary>
    public static DateTimeOffset? TryRead(string tag) =>
        tag.Length > 2 && tag[0] == '"' && tag[^1] == '"' && long.TryParse(tag[1..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : null;
}
