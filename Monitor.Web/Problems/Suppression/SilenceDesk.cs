using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics.Matching;
using Monitor.Domain.Problems.Suppression;
using Monitor.Web.Access;
using Monitor.Web.Live;
using Npgsql;

namespace Monitor.Web.Problems.Suppression;

/// <summary>What somebody wants silent. Without a start: now. The key is made by the form or the caller: the same one twice is one silence.</summary>
public sealed record SilenceWish(string Matchers, string Reason, DateTimeOffset? StartsAt, DateTimeOffset EndsAt, Guid Key);

/// <summary>The only writer of silences: permission, scope, validation, audit, in one transaction each.</summary>
public sealed class SilenceDesk(IDbContextFactory<MonitorDb> contexts, AuditLog audit, LiveFeed live, TimeProvider time)
{
    /// <summary>Silences that have not ended.</summary>
    public const int Most = 1000;

    public async Task<SuppressionOutcome> CreateAsync(Actor actor, SilenceWish wish, CancellationToken cancellationToken)
    {
        if (!actor.May(Permissions.SilencesEdit))
        {
            return SuppressionOutcome.Refused("silence anything");
        }

        var now = time.GetUtcNow();
        var errors = SilenceCheck.Errors(wish.Matchers, wish.Reason, wish.StartsAt ?? now, wish.EndsAt, now);
        if (errors.Count > 0)
        {
            return SuppressionOutcome.Invalid(errors);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await MadeBeforeAsync(db, wish.Key, cancellationToken) is { } before)
        {
            return SuppressionOutcome.Done(before);
        }

        if (await db.Silences.CountAsync(s => s.EndsAt > now, cancellationToken) >= Most)
        {
            return SuppressionOutcome.Invalid($"There are {Most} silences already. End some that are no longer needed.");
        }

        var silence = new Silence
        {
            Matchers = Canonical(wish.Matchers), Reason = wish.Reason.Trim(), AuthorUserId = actor.UserId, CreatedAt = now,
            StartsAt = (wish.StartsAt ?? now).ToUniversalTime(), EndsAt = wish.EndsAt.ToUniversalTime(), GroupIds = [.. actor.GroupIds], TeamIds = [.. actor.TeamIds],
            CommandKey = wish.Key,
        };
        db.Silences.Add(silence);
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            audit.Add(db, actor, "silence.created", "silence", Id(silence), null, Facts(silence));
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return await MadeBeforeAsync(db, wish.Key, cancellationToken) is { } made ? SuppressionOutcome.Done(made) : SuppressionOutcome.Conflict;
        }

        live.Publish(LiveFeed.Suppression);
        return SuppressionOutcome.Done(silence.Id);
    }

    /// <param name="version">The version that the person was looking at; null: whatever is there now.</param>
    public Task<SuppressionOutcome> EditAsync(Actor actor, int id, uint? version, SilenceWish wish, CancellationToken cancellationToken) =>
        ChangeAsync(actor, id, version, "silence.changed", (silence, reach) =>
        {
            var now = time.GetUtcNow();
            if (silence.EndsAt <= now)
            {
                return ["This silence is over. Make a new one."];
            }

            var startsAt = (wish.StartsAt ?? silence.StartsAt).ToUniversalTime();
            var errors = SilenceCheck.Errors(wish.Matchers, wish.Reason, startsAt, wish.EndsAt, now);
            if (errors.Count == 0)
            {
                (silence.Matchers, silence.Reason, silence.StartsAt, silence.EndsAt) =
                    (Canonical(wish.Matchers), wish.Reason.Trim(), startsAt, wish.EndsAt.ToUniversalTime());
                (silence.GroupIds, silence.TeamIds) = reach.Narrowed(silence.GroupIds, silence.TeamIds);
            }

            return errors;
        }, cancellationToken);

    /// <summary>Ends it now; one that has not begun never does. Ending what is over changes nothing.</summary>
    public Task<SuppressionOutcome> EndAsync(Actor actor, int id, CancellationToken cancellationToken) =>
        ChangeAsync(actor, id, null, "silence.ended", (silence, _) =>
        {
            var now = time.GetUtcNow();
            if (silence.EndsAt > now)
            {
                (silence.EndsAt, silence.EndedByUserId) = (now, actor.UserId);
                silence.StartsAt = silence.StartsAt > now ? now : silence.StartsAt;
            }

            return [];
        }, cancellationToken);

    private async Task<SuppressionOutcome> ChangeAsync(
        Actor actor, int id, uint? version, string act, Func<Silence, SuppressionReach, IReadOnlyList<string>> change, CancellationToken cancellationToken)
    {
        if (!actor.May(Permissions.SilencesEdit))
        {
            return SuppressionOutcome.Refused("change silences");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var silence = await db.Silences.SingleOrDefaultAsync(s => s.Id == id, cancellationToken);
        var reach = await SuppressionReach.ReadAsync(db, actor, cancellationToken);
        if (silence is null || !reach.MayChange(silence.AuthorUserId, silence.GroupIds, silence.TeamIds))
        {
            return silence is not null && await SuppressionQueries.SeesAsync(db, actor, silence, cancellationToken)
                ? SuppressionOutcome.Refused("change a silence that reaches beyond your groups")
                : SuppressionOutcome.NotFound;
        }

        if (version is not null && version != silence.RowVersion)
        {
            return SuppressionOutcome.Conflict;
        }

        var before = Facts(silence);
        var errors = change(silence, reach);
        if (errors.Count > 0)
        {
            return SuppressionOutcome.Invalid(errors);
        }

        if (!db.ChangeTracker.HasChanges())
        {
            return SuppressionOutcome.Done(id);
        }

        audit.Add(db, actor, act, "silence", Id(silence), before, Facts(silence));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return SuppressionOutcome.Conflict;
        }

        live.Publish(LiveFeed.Suppression);
        return SuppressionOutcome.Done(id);
    }

    private static Task<int?> MadeBeforeAsync(MonitorDb db, Guid key, CancellationToken cancellationToken) =>
        db.Silences.Where(s => s.CommandKey == key).Select(s => (int?)s.Id).SingleOrDefaultAsync(cancellationToken);

    private static string Canonical(string matchers) => MatcherList.Text(MatcherList.Stored(matchers));

    private static string Id(Silence silence) => silence.Id.ToString(CultureInfo.InvariantCulture);

    private static object Facts(Silence s) => new { s.Matchers, s.Reason, s.StartsAt, s.EndsAt };
}
