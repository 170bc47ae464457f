using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Efficiency;
using Monitor.Domain.Metrics;
using Monitor.Web.Access;
using Monitor.Web.Live;
using Npgsql;

namespace Monitor.Web.Efficiency.Settings;

public enum SettingsResult
{
    Done,
    Invalid,
    NotFound,
    Conflict,
}

/// <summary>What became of a command; the message says what to do next.</summary>
public sealed record SettingsOutcome(SettingsResult Result, string Message = "")
{
    public bool IsDone => Result == SettingsResult.Done;
}

/// <summary>The settings of a group, as a list shows them.</summary>
/// <param name="Group">Null: the fleet.</param>
public sealed record SettingsLine(int? GroupId, string? Group, EfficiencySettings Settings, int Version, DateTimeOffset UpdatedAt);

/// <summary>What efficient means for which group: permission, scope, the version that was looked at, and the audit, in one transaction each.</summary>
public sealed class SettingsDesk(IDbContextFactory<MonitorDb> contexts, AuditLog audit, LiveFeed live, TimeProvider time)
{
    private const int Most = 500;

    /// <summary>The fleet's, and those of the groups that the person may see.</summary>
    public async Task<IReadOnlyList<SettingsLine>> ListAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.EfficiencyRead);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var mine = IsLimited(actor) ? await Visibility.GroupsBelow(db, actor.GroupIds).ToListAsync(cancellationToken) : null;
        var lines = await (
            from s in db.EfficiencySettings.AsNoTracking()
            join g in db.HostGroups on s.GroupId equals (int?)g.Id into groups
            from g in groups.DefaultIfEmpty()
            orderby s.GroupId == null descending, g.Name
            select new SettingsLine(s.GroupId, g == null ? null : g.Name, s.Settings, s.Version, s.UpdatedAt)).Take(Most).ToListAsync(cancellationToken);
        return [.. lines.Where(l => l.GroupId is not { } id || mine?.Contains(id) != false)];
    }

    /// <param name="groupId">Null: the fleet.</param>
    /// <param name="version">That the person was looking at; 0 where there were none.</param>
    /// <param name="settings">Null takes back what was set: what lies above counts again.</param>
    public async Task<SettingsOutcome> SaveAsync(Actor actor, int? groupId, int version, EfficiencySettings? settings, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.EfficiencyManage);
        groupId = groupId == HostGroup.FleetId ? null : groupId;
        if (settings?.Fault is { } fault)
        {
            return new(SettingsResult.Invalid, fault);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await MayAsync(db, actor, groupId, cancellationToken))
        {
            return groupId is null ? new(SettingsResult.Invalid, "You may change this for your groups only, and not for the whole fleet.")
                : new(SettingsResult.NotFound, "There is no such group, or it is not yours to see.");
        }

        var row = await db.EfficiencySettings.SingleOrDefaultAsync(s => s.GroupId == groupId, cancellationToken);
        if ((row?.Version ?? 0) != version)
        {
            return new(SettingsResult.Conflict, "Somebody else changed this in the meantime. What is there now is shown; make your change again.");
        }

        var before = row?.Settings;
        if (settings is null && row is not null)
        {
            db.EfficiencySettings.Remove(row);
        }
        else if (settings is not null)
        {
            row ??= db.EfficiencySettings.Add(new EfficiencySetting { GroupId = groupId, Version = 0 }).Entity;
            (row.Settings, row.Version, row.UpdatedAt) = (settings, row.Version + 1, time.GetUtcNow());
        }

        audit.Add(db, actor, settings is null ? "efficiency.deleted" : "efficiency.changed", "efficiency", groupId?.ToString(CultureInfo.InvariantCulture) ?? "fleet", Facts(before), Facts(settings));
        return await SaveAsync(db, cancellationToken);
    }

    /// <summary>Whether the person may change the settings of a group, or of the fleet.</summary>
    public async Task<bool> MayChangeAsync(Actor actor, int? groupId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return actor.May(Permissions.EfficiencyManage) && await MayAsync(db, actor, groupId, cancellationToken);
    }

    private async Task<SettingsOutcome> SaveAsync(MonitorDb db, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is DbUpdateConcurrencyException or DbUpdateException { InnerException: PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } })
        {
            return new(SettingsResult.Conflict, "Somebody else changed this in the meantime. Look at it again.");
        }

        live.Publish(LiveFeed.Efficiency);
        return new(SettingsResult.Done);
    }

    private static async Task<bool> MayAsync(MonitorDb db, Actor actor, int? groupId, CancellationToken cancellationToken)
    {
        if (groupId is not { } id)
        {
            return !IsLimited(actor);
        }

        var mine = Visibility.GroupsBelow(db, actor.GroupIds);
        return await db.HostGroups.AnyAsync(g => g.Id == id && (!IsLimited(actor) || mine.Contains(g.Id)), cancellationToken);
    }

    private static bool IsLimited(Actor actor) => actor.GroupIds.Count > 0 || actor.TeamIds.Count > 0;

    private static object? Facts(EfficiencySettings? settings) => settings is null ? null : new
    {
        settings.Weights, Bands = settings.Bands.Select(b => $"{b.Low}-{b.High} %"), Hours = settings.Hours.ToString(), Headroom = settings.Headroom.ToString(), Prices = settings.Prices.ToString(), settings.NetworkMegabits,
    };
}
