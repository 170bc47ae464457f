using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Conversation;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Conversation;

/// <summary>Which files a ticket takes, under which names, and how many.</summary>
public sealed class AttachmentRules(IOptions<AttachmentOptions> options)
{
    internal sealed record CheckedFile(string Name, string ContentType, byte[] Bytes);

    internal IReadOnlyList<CheckedFile> Check(IReadOnlyList<NewFile> files, out string? error)
    {
        List<CheckedFile> good = [];
        error = null;
        foreach (var file in files)
        {
            var type = FileKind.Of(file.Bytes);
            var name = AttachmentName.Clean(file.Name, type);
            error ??= SizeError(name, file.Bytes.Length)
                ?? (options.Value.Takes(type) ? null : $"{name} is {Say(type)}, which is not taken here. Put it into a zip archive if it must be sent.");
            good.Add(new(name, type, file.Bytes));
        }

        return good;
    }

    /// <summary>What is wrong with the size, known before the first byte was read.</summary>
    public string? SizeError(string name, long bytes) =>
        bytes == 0 ? $"{name} is empty. Choose another file."
        : bytes > options.Value.MaxBytes ? $"{name} is larger than {AttachmentOptions.Size(options.Value.MaxBytes)}. Send less, or put it where a link can name it."
        : null;

    internal async Task<string?> RoomErrorAsync(MonitorDb db, Ticket ticket, IReadOnlyList<CheckedFile> files, CancellationToken cancellationToken)
    {
        if (files.Count == 0)
        {
            return null;
        }

        // Two who attach at once: the version of the ticket, which each of them changes, makes the second one look again.
        db.Entry(ticket).Property(t => t.UpdatedAt).IsModified = true;
        return RoomError(await db.Attachments.Where(a => a.TicketId == ticket.Id && a.RemovedAt == null).Select(a => a.Size).ToListAsync(cancellationToken), files);
    }

    /// <param name="there">The sizes of the files that the ticket has already.</param>
    internal string? RoomError(IReadOnlyCollection<int> there, IReadOnlyList<CheckedFile> files) =>
        there.Count + files.Count > options.Value.MaxPerTicket ? $"A ticket holds at most {options.Value.MaxPerTicket} files. Remove one that is not needed any more."
        : there.Sum(s => (long)s) + files.Sum(f => (long)f.Bytes.Length) > options.Value.MaxBytesPerTicket
            ? $"The files of a ticket hold at most {AttachmentOptions.Size(options.Value.MaxBytesPerTicket)} together. Remove one that is not needed any more."
        : null;

    internal void Add(MonitorDb db, Actor actor, Ticket ticket, TicketEntry entry, IReadOnlyList<CheckedFile> files)
    {
        foreach (var file in files)
        {
            var attachment = new Attachment
            {
                TicketId = ticket.Id,
                Name = file.Name,
                ContentType = file.ContentType,
                Size = file.Bytes.Length,
                Sha256 = SHA256.HashData(file.Bytes),
                IsInternal = entry.IsInternal,
                CreatedAt = entry.At,
                UserId = actor.UserId,
            };
            db.AddOf(entry, attachment, nameof(Attachment.EntryId));
            db.AddOf(attachment, new AttachmentContent { Bytes = file.Bytes }, nameof(AttachmentContent.AttachmentId));
        }
    }

    /// <summary>What an entry says that has files and no words.</summary>
    internal static string Say(IReadOnlyList<CheckedFile> files) => "Attached " + string.Join(", ", files.Select(f => $"`{f.Name.Replace('`', '\'')}`")) + ".";

    internal static object Describe(IReadOnlyList<CheckedFile> files) => files.Select(f => new { f.Name, f.ContentType, Size = f.Bytes.Length }).ToList();

    private static string Say(string type) => type switch
    {
        FileKind.Html => "a web page",
        FileKind.Svg => "a drawing that can hold a program (SVG)",
        FileKind.Program => "a program",
        FileKind.Unknown => "of a kind that is not known",
        _ => type,
    };
}
