namespace Monitor.Web.Logs.Desk;

/// <summary>The query of the export of what a search shows.</summary>
internal static class LogExportAddress
{
    public static string Query(LogSearch search, string format)
    {
        var query = search.Query(search.Window);
        return (query.Length == 0 ? "?" : query + "&") + "format=" + format;
    }
}
