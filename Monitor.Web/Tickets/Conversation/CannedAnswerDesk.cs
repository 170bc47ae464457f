using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Domain.Tickets.Conversation;
using Monitor.Web.Access;
using Monitor.Web.Tickets.Catalog;

namespace Monitor.Web.Tickets.Conversation;

/// <summary>A canned answer with the name of its team; no team: everybody's.</summary>
public sealed record CannedAnswerLine(int Id, string Name, string Text, int? TeamId, string? Team);

/// <summary>Answers that are given often: kept by those who configure tickets, used by those who work on them.</summary>
public sealed class CannedAnswerDesk(IDbContextFactory<MonitorDb> contexts, AuditLog audit)
{
    public const int Most = 500;

    /// <summary>Those of everybody and of the person's own teams; all of them for who configures tickets.</summary>
    public async Task<IReadOnlyList<CannedAnswerLine>> ListAsync(Actor actor, int? after, int limit, CancellationToken cancellationToken)
    {
        if (!actor.May(Permissions.TicketsWork) && !actor.May(Permissions.TicketsConfigure))
        {
            throw new AccessRefusedException(Permissions.TicketsWork);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var seesAll = actor.May(Permissions.TicketsConfigure);
        return await (
            from a in db.CannedAnswers.AsNoTracking()
            where (after == null || a.Id > after)
                && (seesAll || a.TeamId == null || db.TeamMembers.Any(m => m.TeamId == a.TeamId && m.UserId == actor.UserId))
            orderby a.Id
            join t in db.Teams on a.TeamId equals t.Id into teams
            from t in teams.DefaultIfEmpty()
            select new CannedAnswerLine(a.Id, a.Name, a.Text, a.TeamId, t.Name)).Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>Whose an answer can be.</summary>
    public async Task<IReadOnlyList<(int Id, string Name)>> TeamsAsync(Actor actor, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsConfigure);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return [.. (await db.Teams.AsNoTracking().OrderBy(t => t.Name).Select(t => new { t.Id, t.Name }).Take(500).ToListAsync(cancellationToken)).Select(t => (t.Id, t.Name))];
    }

    /// <summary>The answer with the placeholders of this ticket filled in; null when there is no such answer, or the ticket is not to be seen.</summary>
    public async Task<string?> FillAsync(Actor actor, int answerId, int number, CancellationToken cancellationToken)
    {
        var answer = (await ListAsync(actor, answerId - 1, 1, cancellationToken)).SingleOrDefault(a => a.Id == answerId);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var facts = await db.Tickets.VisibleTickets(actor, db).Where(t => t.Number == number).Select(t => new
        {
            t.Title,
            Requester = db.Users.Where(u => u.Id == t.RequesterUserId).Select(u => u.DisplayName == "" ? u.UserName : u.DisplayName).FirstOrDefault(),
            Agent = db.Users.Where(u => u.Id == actor.UserId).Select(u => u.DisplayName == "" ? u.UserName : u.DisplayName).FirstOrDefault(),
            Host = db.Hosts.Where(h => h.Id == t.HostId).Select(h => h.Name).FirstOrDefault(),
        }).SingleOrDefaultAsync(cancellationToken);
        if (answer is null || facts is null)
        {
            return null;
        }

        Dictionary<string, string?> values = new()
        {
            [CannedText.TicketNumber] = number.ToString(System.Globalization.CultureInfo.InvariantCulture),
            [CannedText.TicketTitle] = facts.Title,
            [CannedText.RequesterName] = facts.Requester,
            [CannedText.AgentName] = facts.Agent,
            [CannedText.HostName] = facts.Host,
        };
        return CannedText.Fill(answer.Text, values.Where(v => v.Value is not null).ToDictionary(v => v.Key, v => v.Value!));
    }

    /// <summary>Makes one (id 0) or changes one; why not as a sentence, or null when it is done.</summary>
    /// <param name="seen">What the change is based on; null: whatever is there.</param>
    public async Task<string?> SaveAsync(Actor actor, int id, string name, string text, int? teamId, CannedAnswerLine? seen, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsConfigure);
        var (cleanName, cleanText) = (TicketText.Line(name), TicketText.Clean(text));
        if (Error(cleanName, cleanText) is { } error)
        {
            return error;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (teamId is not null && !await db.Teams.AnyAsync(t => t.Id == teamId, cancellationToken))
        {
            return "The team is gone. Choose another.";
        }

        var isNew = id == 0;
        if (isNew && await db.CannedAnswers.CountAsync(cancellationToken) >= Most)
        {
            return $"There are {Most} answers already. Delete one that nobody uses.";
        }

        await using var transaction = await CatalogSaving.BeginAsync(db, cancellationToken);
        var answer = isNew ? new CannedAnswer { Name = cleanName, Text = cleanText } : await db.CannedAnswers.SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (answer is null)
        {
            return "The answer is gone. Reload the page.";
        }

        if (!isNew && seen is not null && (seen.Name, seen.Text, seen.TeamId) != (answer.Name, answer.Text, answer.TeamId))
        {
            return CatalogVersion.Conflict;
        }

        var before = isNew ? null : new { answer.Name, answer.Text, answer.TeamId };
        (answer.Name, answer.Text, answer.TeamId) = (cleanName, cleanText, teamId);
        if (isNew)
        {
            db.CannedAnswers.Add(answer);
        }

        await db.SaveChangesAsync(cancellationToken);
        audit.Add(db, actor, isNew ? "answer.created" : "answer.changed", "answer", IdText.Of(answer.Id), before, new { answer.Name, answer.Text, answer.TeamId });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    public async Task DeleteAsync(Actor actor, int id, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsConfigure);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.CannedAnswers.SingleOrDefaultAsync(a => a.Id == id, cancellationToken) is { } answer)
        {
            db.CannedAnswers.Remove(answer);
            audit.Add(db, actor, "answer.deleted", "answer", IdText.Of(id), new { answer.Name, answer.Text, answer.TeamId }, null);
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    private static string? Error(string name, string text) =>
        name.Length is 0 or > CannedAnswer.NameLength ? $"Give the answer a name of at most {CannedAnswer.NameLength} characters."
        : text.Length is 0 or > TicketEntry.TextLength ? $"Write a text of at most {TicketEntry.TextLength} characters."
        : null;
}
