using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Problems;
using Monitor.Domain.RootCause;
using Monitor.Domain.RootCause.Grading;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Causes;

/// <summary>Reads the probable causes of a ticket, within what the person may see: of hosts outside that, nothing is told but that there is one.</summary>
public sealed class CauseQueries(IDbContextFactory<MonitorDb> contexts, TimeProvider time)
{
    private static readonly TimeSpan Looked = TimeSpan.FromHours(1);
    private const string Hidden = "It comes from another host, which is not yours to see.";

    /// <summary>Null: there is no such ticket for this person.</summary>
    public async Task<TicketCauses?> ReadAsync(Actor actor, int number, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsRead);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var ticket = await db.Tickets.VisibleTickets(actor, db).Where(t => t.Number == number).Select(t => new { t.Id, t.HostId }).SingleOrDefaultAsync(cancellationToken);
        if (ticket is null)
        {
            return null;
        }

        if (await ProblemAsync(db, ticket.Id, cancellationToken) is not { } problem)
        {
            return TicketCauses.Absent;
        }

        var (run, rows) = await NewestAsync(db, problem.Id, null, cancellationToken);
        var answer = await AnswerAsync(db, actor, (ticket.Id, ticket.HostId), problem.Id, cancellationToken);
        if (rows.Count == 0)
        {
            return new TicketCauses(await WaitsAsync(db, problem, cancellationToken), problem.Id, 0, null, [], answer);
        }

        var isNone = rows[0].CauseKey == RankedCause.None;
        var lines = await LinesAsync(db, actor, ticket.HostId, rows, cancellationToken);
        return new TicketCauses(isNone ? CausesState.None : CausesState.Found, problem.Id, run, rows[0].At, isNone ? [] : lines, answer) { BeganAt = problem.BeganAt };
    }

    /// <summary>The problem that opened the ticket; more may have joined it.</summary>
    internal static Task<Problem?> ProblemAsync(MonitorDb db, int ticketId, CancellationToken cancellationToken) =>
        db.Problems.AsNoTracking().Where(p => p.TicketId == ticketId).OrderBy(p => p.Id).FirstOrDefaultAsync(cancellationToken);

    /// <param name="run">Null: the newest.</param>
    internal static async Task<(int Run, List<Finding> Rows)> NewestAsync(MonitorDb db, int problemId, int? run, CancellationToken cancellationToken)
    {
        var wanted = run ?? await db.Findings.Where(f => f.ProblemId == problemId).MaxAsync(f => (int?)f.Run, cancellationToken) ?? 0;
        return (wanted, await db.Findings.AsNoTracking().Where(f => f.ProblemId == problemId && f.Run == wanted).OrderBy(f => f.Rank).ToListAsync(cancellationToken));
    }

    /// <param name="ownHostId">The host that the ticket is about, which who sees the ticket knows. A ticket can be about another one than the problem that opened it.</param>
    internal static async Task<IReadOnlyList<CauseLine>> LinesAsync(MonitorDb db, Actor actor, int? ownHostId, IReadOnlyList<Finding> rows, CancellationToken cancellationToken)
    {
        var ids = rows.Select(r => r.HostId).OfType<int>().Distinct().ToArray();
        var visible = await db.Hosts.VisibleHosts(actor, db).Where(h => ids.Contains(h.Id)).ToDictionaryAsync(h => h.Id, h => h.Name, cancellationToken);
        return [.. rows.Select(r => Line(r, ownHostId, visible))];
    }

    private static CauseLine Line(Finding row, int? ownHostId, Dictionary<int, string> visible)
    {
        bool Sees(int? hostId) => hostId is not { } id || id == ownHostId || visible.ContainsKey(id);
        return row.CauseKey == RankedCause.None || Sees(row.HostId)
            ? new CauseLine(
                row.Rank, row.CauseKey, row.Method, row.HostId, row.HostId is { } other && other != ownHostId ? visible.GetValueOrDefault(other) : null, row.Confidence, row.IsSupported, row.Sentence, row.Action,
                [.. (JsonSerializer.Deserialize<List<FindingEvidence>>(row.Evidence, JsonSerializerOptions.Web) ?? []).Where(e => Sees(e.HostId))], IsHidden: false)
            : new CauseLine(row.Rank, "hidden", row.Method, null, null, row.Confidence, row.IsSupported, Hidden, null, [], IsHidden: true);
    }

    private async Task<CausesState> WaitsAsync(MonitorDb db, Problem problem, CancellationToken cancellationToken)
    {
        var turn = await db.CauseTurns.AsNoTracking().SingleOrDefaultAsync(t => t.ProblemId == problem.Id, cancellationToken);
        return turn is null ? (time.GetUtcNow() - problem.OpenedAt > Looked || problem.EndedAt is not null ? CausesState.Absent : CausesState.Analysing)
            : turn.IsSkipped ? CausesState.Skipped
            : turn.DueAt is not null ? CausesState.Analysing : CausesState.Absent;
    }

    private static async Task<CauseAnswer?> AnswerAsync(MonitorDb db, Actor actor, (int Id, int? HostId) ticket, int problemId, CancellationToken cancellationToken)
    {
        var said = await db.CauseVerdicts.AsNoTracking().Where(v => v.TicketId == ticket.Id)
            .Select(v => new { v.Kind, v.CauseKey, v.Words, v.At, v.Rank, By = db.Users.Where(u => u.Id == v.UserId).Select(u => u.DisplayName == "" ? u.UserName : u.DisplayName).FirstOrDefault() })
            .SingleOrDefaultAsync(cancellationToken);
        if (said is null)
        {
            return null;
        }

        if (said.Kind != VerdictKind.Finding)
        {
            return new CauseAnswer(said.Kind, said.Kind == VerdictKind.Other ? said.Words : "not known", said.By ?? "somebody", said.At);
        }

        var row = await db.Findings.AsNoTracking().Where(f => f.ProblemId == problemId && f.CauseKey == said.CauseKey).OrderByDescending(f => f.Run).FirstOrDefaultAsync(cancellationToken);
        var text = row is null ? said.CauseKey ?? "" : (await LinesAsync(db, actor, ticket.HostId, [row], cancellationToken))[0].Sentence;
        return new CauseAnswer(said.Kind, text, said.By ?? "somebody", said.At);
    }
}
