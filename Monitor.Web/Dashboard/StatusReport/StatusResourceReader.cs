using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.RootCause.Packs;
using Monitor.Domain.StatusReports;
using Monitor.Web.Access;

namespace Monitor.Web.Dashboard.StatusReport;

/// <summary>How much is used now, from what the fleet page knows.</summary>
public sealed class StatusResourceReader(IDbContextFactory<MonitorDb> contexts, FleetBoard board, PackText text)
{
    private const int Worst = 5;

    /// <summary>What others wrote, as reports write it: inert, and secrets are masked.</summary>
    public string Clean(string name) => text.Of(name, 300);

    public async Task<StatusResources> ReadAsync(Actor actor, StatusAsk ask, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(actor, ask, cancellationToken);
        var summary = FleetSummary.Of(rows);
        var shown = ask.HostId is null ? rows.OrderByDescending(r => r.Status).ThenByDescending(Fullest).ThenBy(r => r.Name, StringComparer.OrdinalIgnoreCase).Take(Worst) : rows;
        return new StatusResources(
            rows.Count, rows.Count - summary.Active, Use(summary.Values),
            [.. summary.ByStatus.Where(s => s.Value > 0).OrderByDescending(s => s.Key).Select(s => new StatusCount(s.Key.ToString(), s.Value))],
            [.. shown.Select(r => new StatusHost(r.HostId, Clean(r.Name), Clean(r.GroupName), r.Status.ToString(), text.Of(r.Reason, 300), r.LastSeenAt, Use(r.Now)))]);
    }

    private async Task<IReadOnlyCollection<FleetRow>> RowsAsync(Actor actor, StatusAsk ask, CancellationToken cancellationToken)
    {
        if (ask.HostId is { } hostId)
        {
            return await board.FindAsync(actor, hostId, cancellationToken) is { } row ? [row] : [];
        }

        var rows = await board.VisibleAsync(actor, cancellationToken);
        if (ask.GroupId is not { } groupId)
        {
            return [.. rows];
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var groups = (await Visibility.GroupsBelow(db, [groupId]).ToListAsync(cancellationToken)).ToHashSet();
        return [.. rows.Where(r => groups.Contains(r.GroupId))];
    }

    private static double Fullest(FleetRow row) =>
        new[] { row.Now.CpuPercent, row.Now.MemoryPercent, row.Now.DiskPercent }.Where(v => !double.IsNaN(v)).DefaultIfEmpty(-1).Max();

    private static StatusUse Use(FleetValues values) => new(
        Known(values.CpuPercent), Known(values.MemoryPercent), Known(values.DiskPercent), Known(values.DiskReadPerSecond), Known(values.DiskWritePerSecond), Known(values.ReceivedPerSecond),
        Known(values.SentPerSecond));

    private static double? Known(double value) => double.IsNaN(value) ? null : Math.Round(value, 2);
}
