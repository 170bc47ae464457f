using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;

namespace Monitor.Web.Dashboard;

/// <summary>What a host is made of and its text states as they are now. The page has checked that the reader may see the host.</summary>
public sealed partial class InventoryCard(IDbContextFactory<MonitorDb> contexts)
{
    private HostInventory? _inventory;
    private IReadOnlyList<HostState> _states = [];

    [Parameter, EditorRequired]
    public int HostId { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        await using var db = await contexts.CreateDbContextAsync();
        _inventory = await db.HostInventories.AsNoTracking().SingleOrDefaultAsync(i => i.HostId == HostId);
        var states = await db.HostStates.AsNoTracking().Where(s => s.HostId == HostId).OrderByDescending(s => s.Since).Take(200).ToListAsync();
        _states = [.. states.GroupBy(s => s.Name).Select(g => g.First()).OrderBy(s => s.Name, StringComparer.Ordinal)];
    }

    private static string Clock(long skew) => Math.Abs(skew) < 1000
        ? "in step with the server"
        : $"{ValueText.Duration(TimeSpan.FromMilliseconds(skew))} {(skew > 0 ? "ahead of" : "behind")} the server; check its time service (NTP)";
}
