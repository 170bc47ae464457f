namespace Monitor.Domain.Tickets.Mail;

/// <summary>A file that came with a mail; the name is the sender's, and believed in nothing.</summary>
public sealed record MailFile(string Name, byte[] Bytes);

/// <summary>What a mail says, apart from how it was packed.</summary>
public sealed record IncomingMail
{
    /// <summary>One plain address, as <see cref="Access.MailAddressRule"/> takes it.</summary>
    public required string From { get; init; }

    /// <summary>Without angle brackets; null when the mail has none that can be kept.</summary>
    public string? MessageId { get; init; }

    /// <summary>The messages that it answers, the nearest first, without angle brackets.</summary>
    public IReadOnlyList<string> RefersTo { get; init; } = [];

    /// <summary>On one line; empty when there is none.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The words, with line feeds between the lines; what was HTML is read as text.</summary>
    public string Text { get; init; } = "";

    public IReadOnlyList<MailFile> Files { get; init; } = [];

    /// <summary>Why no person wrote it: an answering machine, a list, a report about another mail. Null: a person did.</summary>
    public string? Automatic { get; init; }
}

/// <summary>This is not a mail that can be read. The message says what is wrong with it.</summary>
public sealed class MailFormatException(string message) : Exception(message);
