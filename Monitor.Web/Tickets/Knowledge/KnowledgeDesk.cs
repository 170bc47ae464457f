using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets.Knowledge;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Knowledge;

/// <summary>
/// The only writer of articles. What somebody else changed meanwhile is never overwritten: the version that a person was looking at is the moment of its
/// latest change, which readers who say that it helped do not move.
/// </summary>
public sealed class KnowledgeDesk(IDbContextFactory<MonitorDb> contexts, AuditLog audit, TimeProvider time)
{
    internal const string Subject = "article";
    internal const string Changed = "article.changed";
    internal const string Created = "article.created";
    private const string Helped = "article.helped";
    private const int Attempts = 4;

    public Task<ArticleOutcome> CreateAsync(Actor actor, ArticleForm form, CancellationToken cancellationToken) => CreateAsync(actor, form, null, cancellationToken);

    /// <param name="key">What the caller calls this request: the same person's same key again finds what was made then. The audit row remembers it.</param>
    internal async Task<ArticleOutcome> CreateAsync(Actor actor, ArticleForm form, Guid? key, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsWork);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (key is { } repeated)
        {
            await OneByOneAsync(db, cancellationToken);
            if (await ArticleKeys.FindAsync(db, actor, repeated, cancellationToken) is { } made)
            {
                return ArticleOutcome.Done(made);
            }
        }

        if (await RefuseAsync(db, form, cancellationToken) is { } reason)
        {
            return ArticleOutcome.Invalid(reason);
        }

        var article = new Article { Title = "", Text = "", AuthorUserId = actor.UserId, CreatedAt = time.GetUtcNow(), UpdatedAt = time.GetUtcNow() };
        Fill(article, form);
        await AddAsync(db, actor, article, key, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ArticleOutcome.Done(article.Id);
    }

    /// <param name="seen">When the version was written that the person was looking at.</param>
    public async Task<ArticleOutcome> ChangeAsync(Actor actor, int id, DateTimeOffset seen, ArticleForm form, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.TicketsWork);
        for (var attempt = 1; ; attempt++)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            if (await db.Articles.VisibleArticles(actor, db).SingleOrDefaultAsync(a => a.Id == id, cancellationToken) is not { } article)
            {
                return ArticleOutcome.NotFound;
            }

            if (article.UpdatedAt != seen)
            {
                return ArticleOutcome.Conflict(await LastWriterAsync(db, id, cancellationToken));
            }

            if (await RefuseAsync(db, form, cancellationToken) is { } reason)
            {
                return ArticleOutcome.Invalid(reason);
            }

            var before = Shape(article);
            Fill(article, form);

            // The database keeps microseconds: each version is later than the one before it.
            var (now, next) = (time.GetUtcNow(), seen.AddMicroseconds(1));
            article.UpdatedAt = now > next ? now : next;
            audit.Add(db, actor, Changed, Subject, IdText.Of(id), before, Shape(article));
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                return ArticleOutcome.Done(id);
            }
            catch (DbUpdateConcurrencyException) when (attempt < Attempts)
            {
                // Somebody was faster. The next round finds the other text, or only that it helped somebody.
            }
            catch (DbUpdateConcurrencyException)
            {
                return ArticleOutcome.Conflict("Somebody");
            }
        }
    }

    /// <summary>
    /// Makes a draft from a ticket: its title, the question as it was asked, the public answer that solved it. Nobody but its author and those who write
    /// articles and see that ticket sees it before somebody publishes it. A second click finds the first one's draft.
    /// </summary>
    public async Task<ArticleOutcome> FromTicketAsync(Actor actor, int number, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.Tickets.AsNoTracking().VisibleTickets(actor, db).SingleOrDefaultAsync(t => t.Number == number, cancellationToken) is not { } ticket)
        {
            return new(TicketResult.NotFound, TicketOutcome.NotFound.Message);
        }

        if (!actor.May(Permissions.TicketsWork))
        {
            return new(TicketResult.Refused, TicketOutcome.Refused("write articles").Message);
        }

        await OneByOneAsync(db, cancellationToken);
        if (await ArticlesOfTickets.FindAsync(db, ticket.Id, cancellationToken) is { } present)
        {
            return ArticleOutcome.Done(present);
        }

        var now = time.GetUtcNow();
        var article = new Article
        {
            Title = ticket.Title, Text = ArticleDraft.Of(ticket.Description, await ArticlesOfTickets.AnswerAsync(db, ticket, cancellationToken)),
            CategoryId = ticket.CategoryId, TicketId = ticket.Id, AuthorUserId = actor.UserId, CreatedAt = now, UpdatedAt = now,
        };
        await AddAsync(db, actor, article, null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ArticleOutcome.Done(article.Id);
    }

    /// <summary>A reader says that it helped: counted once for each person.</summary>
    public async Task<ArticleOutcome> HelpedAsync(Actor actor, int id, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.PortalUse);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await db.Articles.VisibleArticles(actor, db).AnyAsync(a => a.Id == id, cancellationToken))
        {
            return ArticleOutcome.NotFound;
        }

        await OneByOneAsync(db, cancellationToken);
        var subject = IdText.Of(id);
        if (!await db.Audit.AnyAsync(a => a.Subject == Subject && a.SubjectId == subject && a.Act == Helped && a.UserId == actor.UserId, cancellationToken))
        {
            await db.Articles.Where(a => a.Id == id).ExecuteUpdateAsync(set => set.SetProperty(a => a.HelpedCount, a => a.HelpedCount + 1), cancellationToken);
            audit.Add(db, actor, Helped, Subject, subject, null, null);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return ArticleOutcome.Done(id);
    }

    private async Task AddAsync(MonitorDb db, Actor actor, Article article, Guid? key, CancellationToken cancellationToken)
    {
        db.Articles.Add(article);
        await db.SaveChangesAsync(cancellationToken);
        audit.Add(db, actor, Created, Subject, IdText.Of(article.Id), null, key is { } one ? Shape(article, one) : Shape(article));
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Two clicks at once make one article, and count once.</summary>
    private static Task OneByOneAsync(MonitorDb db, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('monitor.knowledge'))", cancellationToken);

    private static async Task<string> LastWriterAsync(MonitorDb db, int id, CancellationToken cancellationToken)
    {
        var subject = IdText.Of(id);
        return await db.Audit.Where(a => a.Subject == Subject && a.SubjectId == subject && a.Act == Changed).OrderByDescending(a => a.Id)
            .Select(a => a.ActorName).FirstOrDefaultAsync(cancellationToken) ?? "Somebody";
    }

    private static async Task<string?> RefuseAsync(MonitorDb db, ArticleForm form, CancellationToken cancellationToken) =>
        TicketText.Line(form.Title).Length is 0 or > Article.TitleLength ? $"Give the article a title of at most {Article.TitleLength} characters."
        : TicketText.Clean(form.Text).Length is 0 or > Article.TextLength ? $"Write a text of at most {Article.TextLength} characters."
        : !Enum.IsDefined(form.State) ? "Choose a state from the list."
        : form.CategoryId is not null && !await db.TicketCategories.AnyAsync(c => c.Id == form.CategoryId, cancellationToken) ? "There is no such category any more. Choose another."
        : null;

    private static void Fill(Article article, ArticleForm form) =>
        (article.Title, article.Text, article.State, article.IsPublic, article.CategoryId) =
        (TicketText.Line(form.Title), TicketText.Clean(form.Text), form.State, form.IsPublic, form.CategoryId);

    private static object Shape(Article a) => new { a.Title, a.Text, State = a.State.ToString(), a.IsPublic, a.CategoryId, a.TicketId, a.UpdatedAt };

    /// <summary><see cref="ArticleKeys"/> finds it by its key.</summary>
    private static object Shape(Article a, Guid key) => new { Key = key, a.Title, a.Text, State = a.State.ToString(), a.IsPublic, a.CategoryId, a.TicketId, a.UpdatedAt };
}
