using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Records;
using Monitor.Web.Access;

namespace Monitor.Web.Logs.Desk;

/// <summary>Which templates: of a program, that hold a text, as serious as this or worse, seen first within so many days.</summary>
/// <param name="NewSince">Seen first since then; null for all.</param>
public sealed record LogTemplateFilter(
    string? Text = null, string? Program = null, LogSeverity AtLeast = LogSeverity.Debug, DateTimeOffset? NewSince = null, LogTemplateOrder Order = LogTemplateOrder.Last, int Page = 1, int Size = 50);

public enum LogTemplateOrder
{
    /// <summary>Seen last.</summary>
    Last,

    /// <summary>Seen first, the newest before the older.</summary>
    First,

    /// <summary>The most lines.</summary>
    Lines,
}

/// <param name="FirstHost">Where it was seen first; null where the reader does not see that host.</param>
public sealed record LogTemplateLine(
    int Id, string Program, string Pattern, LogSeverity Severity, DateTimeOffset FirstSeenAt, int? FirstHostId, string? FirstHost, DateTimeOffset LastSeenAt, long Lines);

/// <summary>
/// The forms that lines have, the same on every host. Somebody who is limited to some hosts sees those that were seen first on one of them: a form may tell of what
/// happens elsewhere.
/// </summary>
public sealed class LogTemplateReader(IDbContextFactory<MonitorDb> contexts)
{
    /// <summary>What lies further behind is found by a filter, not by leafing.</summary>
    public const int LastPage = 10_000;

    public async Task<(IReadOnlyList<LogTemplateLine> Items, bool HasMore)> ListAsync(Actor actor, LogTemplateFilter filter, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.LogsRead);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hosts = db.Hosts.VisibleHosts(actor, db);
        var some = db.LogTemplates.AsNoTracking();
        if (!Visibility.SeesEveryHost(actor))
        {
            some = some.Where(t => hosts.Any(h => h.Id == t.FirstHostId));
        }

        some = string.IsNullOrEmpty(filter.Program) ? some : some.Where(t => t.Program == filter.Program);
        some = filter.NewSince is { } since ? some.Where(t => t.FirstSeenAt >= since) : some;
        if (filter.AtLeast != LogSeverity.Debug)
        {
            // Stored as words, which the database orders as words.
            LogSeverity[] severities = [.. Enum.GetValues<LogSeverity>().Where(s => s <= filter.AtLeast)];
            some = some.Where(t => severities.Contains(t.Severity));
        }

        if (!string.IsNullOrEmpty(filter.Text))
        {
            var pattern = LikePattern.Within(filter.Text);
            some = some.Where(t => EF.Functions.ILike(t.Pattern, pattern) || EF.Functions.ILike(t.Program, pattern));
        }

        var ordered = filter.Order switch
        {
            LogTemplateOrder.First => some.OrderByDescending(t => t.FirstSeenAt).ThenBy(t => t.Id),
            LogTemplateOrder.Lines => some.OrderByDescending(t => t.Lines).ThenBy(t => t.Id),
            _ => some.OrderByDescending(t => t.LastSeenAt).ThenBy(t => t.Id),
        };
        var rows = await ordered.Skip((filter.Page - 1) * filter.Size).Take(filter.Size + 1)
            .Select(t => new { Template = t, Host = hosts.Where(h => h.Id == t.FirstHostId).Select(h => h.Name).FirstOrDefault() }).ToListAsync(cancellationToken);
        return ([.. rows.Take(filter.Size).Select(r => Of(r.Template, r.Host))], rows.Count > filter.Size);
    }

    private static LogTemplateLine Of(LogTemplate t, string? host) =>
        new(t.Id, t.Program, t.Pattern, t.Severity, t.FirstSeenAt, host is null ? null : t.FirstHostId, host, t.LastSeenAt, t.Lines);
}
