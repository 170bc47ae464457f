using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Problems;
using Monitor.Domain.RootCause;
using Monitor.Domain.RootCause.Grading;
using Monitor.Domain.RootCause.Packs;
using Monitor.Domain.RootCause.Recurring;
using Monitor.Domain.RootCause.Reports;
using Monitor.Domain.RootCause.Similar;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Tickets.Packs;

namespace Monitor.Web.Tickets.CauseReports;

/// <summary>Gathers what the report of one ticket tells, within what its reader may see. Texts are made inert and masked: a report is passed on.</summary>
public sealed class CaseReader(IDbContextFactory<MonitorDb> contexts, SimilarTickets similar, PackDesk packs, PackText text)
{
    private const int MostProblems = 100;
    private const int MostSteps = 80;

    /// <summary>Null: there is no such ticket for this person.</summary>
    public async Task<CaseFacts?> ReadAsync(Actor actor, int number, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsRead);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Tickets.AsNoTracking().VisibleTickets(actor, db).SingleOrDefaultAsync(t => t.Number == number, cancellationToken) is not { } ticket)
        {
            return null;
        }

        var problems = await db.Problems.AsNoTracking().VisibleProblems(actor, db).Where(p => p.TicketId == ticket.Id)
            .Join(db.Hosts, p => p.HostId, h => h.Id, (p, h) => new { Problem = p, h.Name })
            .OrderByDescending(p => p.Problem.HostId == ticket.HostId).ThenBy(p => p.Problem.Id).Take(MostProblems).ToListAsync(cancellationToken);
        var main = problems.FirstOrDefault()?.Problem;
        var (steps, left) = await StepsAsync(db, ticket, cancellationToken);
        return new CaseFacts
        {
            Number = ticket.Number,
            Title = text.Of(ticket.Title, Ticket.TitleLength),
            State = ticket.State.ToString(),
            Priority = ticket.Priority.ToString(),
            Description = text.Of(ticket.Description, 2000),
            CreatedAt = ticket.CreatedAt,
            FirstRespondedAt = ticket.FirstRespondedAt,
            ResolvedAt = ticket.ResolvedAt,
            ReopenedCount = ticket.ReopenedCount,
            SpentMinutes = await db.TicketEntries.Where(e => e.TicketId == ticket.Id).SumAsync(e => e.SpentMinutes, cancellationToken),
            Problems = [.. problems.Select(p => new CaseProblem(
                text.Of(p.Name, 200), text.Of(p.Problem.Summary, 500), p.Problem.Severity.ToString(), p.Problem.BeganAt, p.Problem.EndedAt, text.Of(p.Problem.EndText, 300)))],
            MoreHosts = await HostsAsync(db, actor, ticket, cancellationToken),
            Findings = main is null ? [] : await FindingsAsync(db, actor, main.Id, cancellationToken),
            Verdict = await VerdictAsync(db, actor, ticket.Id, cancellationToken),
            Steps = steps,
            StepsLeftOut = left,
            Fix = ticket.ResolvedAt is null ? null : await similar.FixAsync(db, ticket.Id, ticket.RequesterUserId, ticket.ResolvedAt, cancellationToken),
            Similar = await similar.OfAsync(actor, ticket.Id, SimilarTicket.Shown, cancellationToken),
            TimesBefore = main is null ? 0 : await TimesAsync(db, main, cancellationToken),
            TimesSince = main is null ? 0 : await db.Problems.CountAsync(p => p.Fingerprint == main.Fingerprint && p.BeganAt > main.BeganAt && p.Phase != ProblemPhase.Predicted, cancellationToken),
            Pack = await PackAsync(actor, number, cancellationToken),
        };
    }

    private async Task<(IReadOnlyList<CaseStep> Steps, int Left)> StepsAsync(MonitorDb db, Ticket ticket, CancellationToken cancellationToken)
    {
        var entries = db.TicketEntries.AsNoTracking().Where(e => e.TicketId == ticket.Id);
        var count = await entries.CountAsync(cancellationToken);
        var newest = await (
            from e in entries
            orderby e.Id descending
            join u in db.Users on e.UserId equals u.Id into users
            from u in users.DefaultIfEmpty()
            select new { e.Id, e.At, By = e.UserId == null ? "Monitor" : u == null ? "somebody" : u.DisplayName == "" ? u.UserName! : u.DisplayName, e.Text })
            .Take(MostSteps).ToListAsync(cancellationToken);
        newest.Reverse();
        return ([.. newest.Select(e => new CaseStep(e.At, text.Of(e.By, 100), text.Of(e.Text, 600)))], count - newest.Count);
    }

    private async Task<IReadOnlyList<string>> HostsAsync(MonitorDb db, Actor actor, Ticket ticket, CancellationToken cancellationToken)
    {
        var more = db.TicketHosts.Where(h => h.TicketId == ticket.Id).Select(h => h.HostId);
        var names = await db.Hosts.AsNoTracking().VisibleHosts(actor, db).Where(h => h.Id == ticket.HostId || more.Contains(h.Id)).OrderBy(h => h.Name).Select(h => h.Name)
            .Take(TicketHost.Most).ToListAsync(cancellationToken);
        return names.ConvertAll(n => text.Of(n, 200));
    }

    private async Task<IReadOnlyList<PackFinding>> FindingsAsync(MonitorDb db, Actor actor, int problemId, CancellationToken cancellationToken)
    {
        var visible = db.Hosts.VisibleHosts(actor, db).Select(h => h.Id);
        var found = await db.Findings.AsNoTracking()
            .Where(f => f.ProblemId == problemId && f.Run == db.Findings.Where(o => o.ProblemId == problemId).Max(o => o.Run) && (f.HostId == null || visible.Contains(f.HostId.Value)))
            .OrderBy(f => f.Rank).Take(10).ToListAsync(cancellationToken);
        var evidence = found.ToDictionary(f => f.Id, f => FindingEvidences.Read(f.Evidence));
        int[] named = [.. evidence.Values.SelectMany(e => e).Select(e => e.HostId).OfType<int>().Distinct()];
        var seen = named.Length == 0 ? [] : (await visible.Where(id => named.Contains(id)).ToListAsync(cancellationToken)).ToHashSet();
        return
        [
            .. found.Select(f => new PackFinding(
                f.Rank, text.Of(f.CauseKey, 300), f.Method, Math.Clamp(f.Confidence, 0, 1), f.IsSupported, text.Of(f.Sentence, 1000), f.Action is null ? null : text.Of(f.Action, 500), f.HostId,
                [.. evidence[f.Id].Where(e => e.HostId is null || seen.Contains(e.HostId.Value)).Take(6).Select(e => new PackEvidence(text.Of(e.Text, 400), e.HostId))])),
        ];
    }

    /// <summary>In the words of the finding that was right; one on a host that the reader may not see is told without them.</summary>
    private async Task<CaseVerdict?> VerdictAsync(MonitorDb db, Actor actor, int ticketId, CancellationToken cancellationToken)
    {
        var said = await db.CauseVerdicts.AsNoTracking().SingleOrDefaultAsync(v => v.TicketId == ticketId, cancellationToken);
        if (said is null || said.Kind == VerdictKind.Unknown)
        {
            return null;
        }

        if (said.Kind == VerdictKind.Other || said.CauseKey is null or PackFinding.NoCause)
        {
            return new CaseVerdict(said.Kind == VerdictKind.Other ? text.Of(said.Words, 300) : PackFinding.NoCause, said.IsFirst);
        }

        var visible = db.Hosts.VisibleHosts(actor, db).Select(h => h.Id);
        var found = await db.Findings.AsNoTracking().Where(f => f.ProblemId == said.ProblemId && f.CauseKey == said.CauseKey).OrderByDescending(f => f.Run)
            .Select(f => new { f.Sentence, IsSeen = f.HostId == null || visible.Contains(f.HostId.Value) }).FirstOrDefaultAsync(cancellationToken);
        return new CaseVerdict(found is null ? text.Of(CauseNames.Of(said.CauseKey), 300) : found.IsSeen ? text.Of(found.Sentence, 1000) : "it comes from a host that is not yours to see", said.IsFirst);
    }

    private static async Task<int> TimesAsync(MonitorDb db, Problem main, CancellationToken cancellationToken)
    {
        var from = main.BeganAt - RecurringProblems.Looked;
        return await db.Problems.Where(p => p.Fingerprint == main.Fingerprint && p.BeganAt > from && p.BeganAt <= main.BeganAt && p.Phase != ProblemPhase.Predicted)
            .SumAsync(p => 1 + p.Reopenings, cancellationToken);
    }

    /// <summary>What another version wrote cannot be drawn; the report is whole without it.</summary>
    private async Task<EvidencePack?> PackAsync(Actor actor, int number, CancellationToken cancellationToken)
    {
        try
        {
            return (await packs.ReadAsync(actor, number, cancellationToken))?.Pack;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
