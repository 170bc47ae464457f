using System.Globalization;

namespace Monitor.Web.Dashboard.StatusReport;

/// <summary>What a status report is about: one host, a group with all below it, or everything that its reader may see.</summary>
public sealed record StatusAsk(int? HostId, int? GroupId)
{
    /// <summary>The query part of an address.</summary>
    public string Query => HostId is { } host ? string.Create(CultureInfo.InvariantCulture, $"?host={host}")
        : GroupId is { } group ? string.Create(CultureInfo.InvariantCulture, $"?group={group}") : "";

    /// <summary>Of a file.</summary>
    public string FileName => "status" + Query.Replace('?', '-').Replace('=', '-');
}
