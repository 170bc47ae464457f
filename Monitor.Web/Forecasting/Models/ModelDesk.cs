using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Forecasting;
using Monitor.Web.Access;
using Monitor.Web.Live;

namespace Monitor.Web.Forecasting.Models;

/// <summary>Which choice is meant, and the version of it that the person was looking at.</summary>
public sealed record ChoiceKey(int SeriesId, ForecastGrid Grid, int Version);

/// <summary>What people do with models: permission, scope, the version they looked at, audit, in one transaction each.</summary>
public sealed class ModelDesk(IDbContextFactory<MonitorDb> contexts, AuditLog audit, LiveFeed live, TimeProvider time)
{
    /// <summary>No training changes the champion until it is let go again.</summary>
    public Task<ForecastOutcome> PinAsync(Actor actor, ChoiceKey key, bool pinned, CancellationToken cancellationToken) =>
        ChangeAsync(actor, key, pinned ? "model.pinned" : "model.unpinned", (_, choice) =>
        {
            choice.IsPinned = pinned;
            choice.Why = pinned ? $"Pinned by {actor.Name}." : $"Let go by {actor.Name}: the next training may change it.";
            return Task.FromResult<string?>(null);
        }, cancellationToken);

    /// <summary>Back to the model of an earlier training, which is pinned, so that the next one does not undo it.</summary>
    public Task<ForecastOutcome> UseAsync(Actor actor, ChoiceKey key, int runId, CancellationToken cancellationToken) =>
        ChangeAsync(actor, key, "model.rolled_back", async (db, choice) =>
        {
            var runs = await db.ModelRuns.Where(r => r.SeriesId == key.SeriesId && r.Grid == key.Grid && (r.Id == runId || r.Role == ModelRole.Champion)).ToListAsync(cancellationToken);
            if (runs.Find(r => r.Id == runId) is not { } run)
            {
                return "There is no such training of this series any more. Look at the list again.";
            }

            foreach (var before in runs)
            {
                before.Role = before == run ? ModelRole.Champion : ModelRole.Retired;
            }

            if (choice.ChallengerRunId == run.Id)
            {
                (choice.Challenger, choice.ChallengerRunId) = (null, null);
            }

            choice.ChangedAt = choice.Champion == run.Model ? choice.ChangedAt : time.GetUtcNow();
            (choice.Champion, choice.ChampionRunId, choice.IsPinned) = (run.Model, run.Id, true);
            choice.Why = string.Create(CultureInfo.InvariantCulture, $"{actor.Name} went back to {run.Model} of training {run.Version}, which is pinned.");
            return null;
        }, cancellationToken);

    /// <summary>The models are compared again within a minute or so. Asking twice is asking once.</summary>
    public Task<ForecastOutcome> RetrainAsync(Actor actor, ChoiceKey key, CancellationToken cancellationToken) =>
        ChangeAsync(actor, key, "model.training_asked", (_, choice) =>
        {
            (choice.TrainAt, choice.TrainAskedByUserId) = (time.GetUtcNow(), actor.UserId);
            return Task.FromResult<string?>(null);
        }, cancellationToken);

    private async Task<ForecastOutcome> ChangeAsync(
        Actor actor, ChoiceKey key, string act, Func<MonitorDb, ModelChoice, Task<string?>> change, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.ForecastsManage);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var choice = await db.ModelChoices.SingleOrDefaultAsync(c => c.SeriesId == key.SeriesId && c.Grid == key.Grid, cancellationToken);
        if (choice is null || !await VisibleSeries.Of(db, actor).AnyAsync(s => s.SeriesId == key.SeriesId, cancellationToken))
        {
            return ForecastOutcome.NotFound;
        }

        if (choice.Version != key.Version)
        {
            return ForecastOutcome.Conflict;
        }

        var before = Facts(choice);
        if (await change(db, choice) is { } fault)
        {
            return ForecastOutcome.Invalid(fault);
        }

        choice.Version++;
        audit.Add(db, actor, act, "series", key.SeriesId.ToString(CultureInfo.InvariantCulture), before, Facts(choice));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return ForecastOutcome.Conflict;
        }

        live.Publish(LiveFeed.Forecasts);
        return ForecastOutcome.Done();
    }

    private static object Facts(ModelChoice choice) => new { Grid = choice.Grid.ToString(), choice.Champion, choice.ChampionRunId, choice.IsPinned, choice.Why, choice.TrainAt };
}
