using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Notifications;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Conversation;
using Monitor.Domain.Tickets.Mail;
using Monitor.Web.Access;
using Monitor.Web.Notifications.Mail;
using Monitor.Web.Tickets.Conversation;
using Npgsql;

namespace Monitor.Web.Intake.Mail;

/// <summary>
/// Takes mails that a mail server hands on. What it makes of one is done once however often it comes: each step has a key made of the mail. A mail is written down
/// when all of that is done.
/// </summary>
public sealed class MailDesk(
    IDbContextFactory<MonitorDb> contexts, MailTickets tickets, AttachmentRules rules, MailPace pace, IOptions<MailOptions> options, TimeProvider time, ILogger<MailDesk> logger)
{
    /// <param name="caller">The program that hands it on; not its sender.</param>
    public async Task<MailOutcome> TakeAsync(Actor caller, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (!caller.May(Permissions.MailTake))
        {
            return new(MailFate.Refused, "This token may not hand mails on. It needs the scope mail.write, and its owner the role Admin.");
        }

        IncomingMail mail;
        try
        {
            mail = MailParser.Read(message);
        }
        catch (MailFormatException wrong)
        {
            return new(MailFate.NotUnderstood, wrong.Message);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var (id, before) = await KnownAsync(db, mail, message, cancellationToken);
        if (before is not null)
        {
            return new(MailFate.Repeated, "This mail came before.", await db.Tickets.Where(t => t.Id == before.TicketId).Select(t => (int?)t.Number).SingleOrDefaultAsync(cancellationToken));
        }

        var person = await SenderAsync(db, mail.From, cancellationToken);
        if (await AsideAsync(db, mail, cancellationToken) is { } why)
        {
            MailIntakeLog.LeftAside(logger, mail.From, why);
            return person is null ? new(MailFate.LeftAside, why) : await WriteDownAsync(db, mail, id, new(MailFate.LeftAside, why), null, cancellationToken);
        }

        if (person is null)
        {
            MailIntakeLog.Unknown(logger, mail.From);
            return new(MailFate.UnknownSender, $"{mail.From} is the address of nobody here, of several people, or of somebody who is disabled. An administrator can add it under Users.");
        }

        if (!pace.Allows(mail.From))
        {
            return new(MailFate.Later, $"{mail.From} sent more than {MailPace.MostPerHour} mails in an hour. The rest is taken later.");
        }

        var (outcome, key) = await tickets.PutAsync(db, person, mail, rules, $"{id} {mail.From.ToLowerInvariant()}", cancellationToken);
        return outcome.Fate is MailFate.Answered or MailFate.Opened ? await WriteDownAsync(db, mail, id, outcome, key, cancellationToken) : outcome;
    }

    /// <summary>The Message-ID by which the mail is kept, and what was kept of it. One that somebody else's mail had before is not the same mail.</summary>
    private static async Task<(string Id, MailMessage? Before)> KnownAsync(MonitorDb db, IncomingMail mail, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var own = "sha256." + Convert.ToHexStringLower(SHA256.HashData(message.Span));
        foreach (var id in mail.MessageId is { } given ? [given, own] : new[] { own })
        {
            var before = await db.MailMessages.AsNoTracking().SingleOrDefaultAsync(m => m.Direction == MailDirection.In && m.MessageId == id, cancellationToken);
            if (before is null || before.Address.Equals(mail.From, StringComparison.OrdinalIgnoreCase))
            {
                return (id, before);
            }
        }

        return (own, null);
    }

    /// <summary>Why nothing is made of it; null: something is.</summary>
    private async Task<string?> AsideAsync(MonitorDb db, IncomingMail mail, CancellationToken cancellationToken) =>
        mail.From.Equals(options.Value.From, StringComparison.OrdinalIgnoreCase)
            || (mail.MessageId is { } id && await db.MailMessages.AnyAsync(m => m.Direction == MailDirection.Out && m.MessageId == id, cancellationToken))
            ? "It is a mail of this server itself."
            : mail.Automatic;

    /// <summary>The one person with this address; what they may do is what a token for tickets may, on their behalf.</summary>
    private static async Task<Actor?> SenderAsync(MonitorDb db, string address, CancellationToken cancellationToken)
    {
        var pattern = LikePattern.Exact(address);
        var ids = await db.Users.Where(u => u.Email != null && EF.Functions.ILike(u.Email, pattern)).Select(u => u.Id).Take(2).ToListAsync(cancellationToken);
        return ids.Count == 1 && await AccessGate.OfAsync(db, ids, cancellationToken) is [var person]
            ? person with { Address = "mail", TokenScopes = [TokenScopes.Read, TokenScopes.TicketsWrite] }
            : null;
    }

    private async Task<MailOutcome> WriteDownAsync(MonitorDb db, IncomingMail mail, string id, MailOutcome outcome, Guid? key, CancellationToken cancellationToken)
    {
        var entry = key is null ? null
            : await db.TicketEntries.Where(e => e.CommandKey == key).Select(e => new { e.Id, e.TicketId }).SingleOrDefaultAsync(cancellationToken);
        db.MailMessages.Add(new MailMessage
        {
            Direction = MailDirection.In,
            MessageId = id,
            TicketId = entry?.TicketId,
            EntryId = entry?.Id,
            Address = mail.From,
            Subject = PlainLine.Of(mail.Subject, Ticket.TitleLength),
            At = time.GetUtcNow(),
            Outcome = outcome.Message,
        });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException twice) when (twice.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // The same mail came twice at one moment: what the two did, they did once.
        }

        return outcome;
    }

    /// <summary>The key of a step: the same for the same mail.</summary>
    internal static Guid Key(string mail, string step) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"mail/{step}/{mail}")).AsSpan(0, 16));
}
