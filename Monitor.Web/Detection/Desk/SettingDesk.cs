using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Detection;
using Monitor.Domain.Metrics;
using Monitor.Web.Access;
using Monitor.Web.Live;
using Monitor.Web.Store;
using Npgsql;

namespace Monitor.Web.Detection.Desk;

/// <summary>A setting as a list shows it.</summary>
/// <param name="Group">Null: the fleet.</param>
/// <param name="Preset">Null: not watched.</param>
/// <param name="MayChange">Whether the person may change this one.</param>
public sealed record SettingLine(
    int Id, int? GroupId, string? Group, string Metric, DetectionPreset? Preset, string Detector, int Version, DateTimeOffset UpdatedAt, bool MayChange);

/// <summary>A setting as a person wants it.</summary>
/// <param name="Id">Null: a new one.</param>
/// <param name="Version">That the person was looking at; 0 for a new one.</param>
public sealed record SettingEdit(int? Id, int Version, int? GroupId, string Metric, DetectionPreset? Preset, string Detector);

/// <summary>Which detector watches what: permission, scope, the version that was looked at, and the audit, in one transaction each.</summary>
public sealed class SettingDesk(IDbContextFactory<MonitorDb> contexts, AuditLog audit, LiveFeed live, TimeProvider time)
{
    public const int MostSettings = 500;

    /// <summary>The fleet's, and those of the groups that the person may see.</summary>
    public async Task<IReadOnlyList<SettingLine>> ListAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.AnomaliesRead);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var isLimited = IsLimited(actor);
        var mine = isLimited ? await Visibility.GroupsBelow(db, actor.GroupIds).ToListAsync(cancellationToken) : [];
        var hosts = isLimited ? await db.Hosts.VisibleHosts(actor, db).Select(h => h.GroupId).Distinct().ToListAsync(cancellationToken) : [];
        var all = await (
            from s in db.DetectionSettings.AsNoTracking()
            join g in db.HostGroups on s.GroupId equals (int?)g.Id into groups
            from g in groups.DefaultIfEmpty()
            orderby s.GroupId == null descending, g.Name, s.Metric
            select new { Setting = s, Group = g == null ? null : g.Name }).Take(MostSettings).ToListAsync(cancellationToken);
        var may = actor.May(Permissions.AnomaliesManage);
        return
        [
            .. from one in all
            let s = one.Setting
            where !isLimited || s.GroupId is not { } id || mine.Contains(id) || hosts.Contains(id)
            select new SettingLine(
                s.Id, s.GroupId, one.Group, s.Metric, s.Preset, s.Detector, s.Version, s.UpdatedAt, may && (!isLimited || (s.GroupId is { } its && mine.Contains(its)))),
        ];
    }

    /// <summary>Two settings of one group for the same pattern cannot be.</summary>
    public async Task<AnomalyOutcome> SaveAsync(Actor actor, SettingEdit edit, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.AnomaliesManage);
        if (Refusal(edit) is { } fault)
        {
            return AnomalyOutcome.Invalid(fault);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await RefusalAsync(db, actor, edit.GroupId, cancellationToken) is { } refused)
        {
            return refused;
        }

        var setting = edit.Id is null ? null : await db.DetectionSettings.SingleOrDefaultAsync(s => s.Id == edit.Id, cancellationToken);
        if (edit.Id is not null && (setting is null || await RefusalAsync(db, actor, setting.GroupId, cancellationToken) is not null))
        {
            return AnomalyOutcome.NotFound;
        }

        if (setting is not null && setting.Version != edit.Version)
        {
            return AnomalyOutcome.Conflict;
        }

        if (setting is null && await db.DetectionSettings.CountAsync(cancellationToken) >= MostSettings)
        {
            return AnomalyOutcome.Invalid($"There are {MostSettings} settings, which is as many as there can be. Delete one that is not needed, or use a pattern.");
        }

        var before = setting is null ? null : Facts(setting);
        if (setting is null)
        {
            setting = db.DetectionSettings.Add(new DetectionSetting { Detector = edit.Detector }).Entity;
        }
        else
        {
            setting.Version++;
        }

        (setting.GroupId, setting.Metric, setting.Preset, setting.Detector, setting.UpdatedAt) = (edit.GroupId, edit.Metric.Trim(), edit.Preset, edit.Detector, time.GetUtcNow());
        audit.Add(db, actor, "detection.changed", "detection", Name(setting), before, Facts(setting));
        return await SaveAsync(db, cancellationToken);
    }

    /// <summary>Deleting what is not there any more is done.</summary>
    public async Task<AnomalyOutcome> DeleteAsync(Actor actor, int id, int version, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.AnomaliesManage);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.DetectionSettings.SingleOrDefaultAsync(s => s.Id == id, cancellationToken) is not { } setting)
        {
            return AnomalyOutcome.Done();
        }

        if (await RefusalAsync(db, actor, setting.GroupId, cancellationToken) is { } refused)
        {
            return refused;
        }

        if (setting.Version != version)
        {
            return AnomalyOutcome.Conflict;
        }

        db.DetectionSettings.Remove(setting);
        audit.Add(db, actor, "detection.deleted", "detection", Name(setting), Facts(setting), null);
        return await SaveAsync(db, cancellationToken);
    }

    private async Task<AnomalyOutcome> SaveAsync(MonitorDb db, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return AnomalyOutcome.Conflict;
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return AnomalyOutcome.Invalid("This group has a setting for these metrics already. Change that one.");
        }

        live.Publish(LiveFeed.Detection);
        return AnomalyOutcome.Done();
    }

    private static string? Refusal(SettingEdit edit) =>
        string.IsNullOrWhiteSpace(edit.Metric) || edit.Metric.Trim().Length > Series.MetricLength || edit.Metric.Any(char.IsControl)
            ? $"Say which metrics, with * for any text: 1 to {Series.MetricLength} characters, such as disk.*"
        : !Detectors.Names.Contains(edit.Detector) ? $"There is no such detector. There are {string.Join(", ", Detectors.Names)}."
        : edit.Preset is { } preset && !Enum.IsDefined(preset) ? "Choose quiet, sensitive, or not watched."
        : null;

    /// <summary>Who is limited to groups changes what is in them, and not the fleet's.</summary>
    private static async Task<AnomalyOutcome?> RefusalAsync(MonitorDb db, Actor actor, int? groupId, CancellationToken cancellationToken)
    {
        if (groupId is not { } id)
        {
            return IsLimited(actor) ? AnomalyOutcome.Invalid("You may change this for your groups only, and not for the whole fleet.") : null;
        }

        var mine = Visibility.GroupsBelow(db, actor.GroupIds);
        var isThere = IsLimited(actor)
            ? await db.HostGroups.AnyAsync(g => g.Id == id && mine.Contains(g.Id), cancellationToken)
            : await db.HostGroups.AnyAsync(g => g.Id == id, cancellationToken);
        return isThere ? null : AnomalyOutcome.NotFound;
    }

    /// <summary>To groups or teams: the fleet's settings are not for such a person to change.</summary>
    internal static bool IsLimited(Actor actor) => actor.GroupIds.Count > 0 || actor.TeamIds.Count > 0;

    private static string Name(DetectionSetting setting)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{setting.GroupId?.ToString(CultureInfo.InvariantCulture) ?? "fleet"}/{setting.Metric}");
        return WholeText.Cut(name, 100);
    }

    private static object Facts(DetectionSetting setting) => new { setting.GroupId, setting.Metric, Preset = setting.Preset?.ToString() ?? "not watched", setting.Detector };
}
