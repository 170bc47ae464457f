using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.RootCause.Packs;
using Monitor.Web.Hosting;
using Monitor.Web.Live;

namespace Monitor.Web.RootCause.Packs;

/// <summary>
/// Makes the evidence of tickets and stores it with them: once when the ticket opens, again when the minutes after the onset are over. A ticket never waits for it.
/// </summary>
internal sealed class PackMaker(
    PackQueue queue, PackGathering gathering, PackBuilder builder, IDbContextFactory<MonitorDb> contexts, PackFigures figures, LiveFeed live, TimeProvider time, ILogger<PackMaker> logger)
{
    private const int AtOnce = 8;
    private const int Workers = 2;
    private const int Attempts = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(20);

    /// <summary>One round; how many it worked on.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var changed = await queue.FillAsync(cancellationToken) + await queue.GiveUpAsync(cancellationToken);
        var claims = await queue.ClaimAsync(AtOnce, cancellationToken);
        var outages = new ConcurrentQueue<Exception>();
        await Parallel.ForEachAsync(claims, new ParallelOptions { MaxDegreeOfParallelism = Workers, CancellationToken = cancellationToken }, async (claim, token) =>
        {
            if (await MakeAsync(claim, token) is { } outage)
            {
                outages.Enqueue(outage);
            }
        });
        if (changed + claims.Count > 0)
        {
            live.Publish(LiveFeed.Tickets);
        }

        return outages.TryPeek(out var first) ? throw new InvalidOperationException("The database did not answer while evidence was made.", first) : claims.Count;
    }

    /// <summary>The outage that it met; the others of the round are tried all the same, since one may meet it alone.</summary>
    private async Task<Exception?> MakeAsync(PackClaim claim, CancellationToken cancellationToken)
    {
        try
        {
            if (await gathering.OfAsync(claim.TicketId, cancellationToken) is { } facts)
            {
                await SaveAsync(claim, facts, cancellationToken);
            }
            else
            {
                await FailAsync(claim, "The problem of this ticket is gone, and with it what its evidence would be made of.", isFinal: true, cancellationToken);
            }

            return null;
        }
        catch (Exception outage) when (!cancellationToken.IsCancellationRequested && DatabaseOutage.Is(outage))
        {
            return outage;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogError(failure, "The evidence of the ticket with id {TicketId} could not be made", claim.TicketId);
            await FailAsync(claim, $"It could not be made ({failure.GetType().Name}). The log of the server says more.", isFinal: false, cancellationToken);
            return null;
        }
    }

    private async Task SaveAsync(PackClaim claim, PackFacts facts, CancellationToken cancellationToken)
    {
        var (pack, content) = builder.Build(facts);
        var (holds, state) = (PackHolds.Of(pack), pack.CompletedAt is null ? PackState.Frozen : PackState.Complete);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (claim.IsFrozen && holds.Series + holds.Lines == 0)
        {
            // Completed so late that what it is made of is gone: what was frozen is all there will be, and stays.
            await db.EvidencePacks.Where(p => p.TicketId == claim.TicketId && p.Fence == claim.Fence).ExecuteUpdateAsync(set => set
                .SetProperty(p => p.State, PackState.Complete).SetProperty(p => p.CompletedAt, time.GetUtcNow()).SetProperty(p => p.HeldUntil, (DateTimeOffset?)null), cancellationToken);
            return;
        }

        var written = await db.EvidencePacks.Where(p => p.TicketId == claim.TicketId && p.Fence == claim.Fence).ExecuteUpdateAsync(set => set
            .SetProperty(p => p.State, state).SetProperty(p => p.FrozenAt, pack.FrozenAt).SetProperty(p => p.CompletedAt, pack.CompletedAt).SetProperty(p => p.Content, content)
            .SetProperty(p => p.Size, content.Length).SetProperty(p => p.Version, pack.Version).SetProperty(p => p.Holds, holds).SetProperty(p => p.HeldUntil, (DateTimeOffset?)null)
            .SetProperty(p => p.Tries, 0).SetProperty(p => p.Fault, (string?)null), cancellationToken);
        if (written > 0 && !claim.IsFrozen)
        {
            figures.WasFrozen();
            logger.LogInformation("The evidence of ticket {Number} is frozen: {Size} bytes", pack.Ticket.Number, content.Length);
        }
    }

    /// <summary>What was frozen stays, also when it cannot be completed.</summary>
    private async Task FailAsync(PackClaim claim, string fault, bool isFinal, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var until = time.GetUtcNow() + Pause;
        await db.EvidencePacks.Where(p => p.TicketId == claim.TicketId && p.Fence == claim.Fence).ExecuteUpdateAsync(set => set
            .SetProperty(p => p.Fault, fault).SetProperty(p => p.HeldUntil, until)
            .SetProperty(p => p.State, p => isFinal || p.Tries >= Attempts ? PackState.Failed : p.State), cancellationToken);
        figures.WasLost();
    }
}
