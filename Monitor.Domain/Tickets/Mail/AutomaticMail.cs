namespace Monitor.Domain.Tickets.Mail;

/// <summary>
/// Tells mails of machines from those of people, by what RFC 3834 says and by what answering machines write all the same. A machine's mail on a ticket would be
/// told to people, whose machines answer: that is how mails go in circles.
/// </summary>
internal static class AutomaticMail
{
    private static readonly string[] Machines = ["mailer-daemon", "postmaster", "noreply", "no-reply", "do-not-reply", "donotreply", "bounce", "bounces"];

    /// <returns>Null: nothing says that it is not a person's.</returns>
    public static string? Reason(MailHeaders headers, string from)
    {
        var precedence = (headers.First("Precedence") ?? "").ToLowerInvariant();
        var type = MimeParameters.Read(headers.First("Content-Type") ?? "").Value;
        return headers.First("Auto-Submitted") is { } submitted && !MimeParameters.Read(submitted).Value.Equals("no", StringComparison.OrdinalIgnoreCase)
                ? "A program sent it by itself (Auto-Submitted)."
            : headers.Has("X-Autoreply") || headers.Has("X-Autorespond") || headers.Has("X-Autoresponder") || precedence == "auto_reply" ? "It is an answering machine's."
            : headers.Has("List-Id") || headers.Has("List-Unsubscribe") || precedence is "bulk" or "junk" or "list" ? "It went to many (a list or a circular)."
            : type.Equals("multipart/report", StringComparison.OrdinalIgnoreCase) || headers.Has("X-Failed-Recipients") ? "It is a report about another mail."
            : (headers.First("Return-Path") ?? "-").Replace(" ", "", StringComparison.Ordinal) == "<>" ? "It has no return path, as reports about mails have none."
            : Array.Exists(Machines, m => from.StartsWith(m + "@", StringComparison.OrdinalIgnoreCase)) ? "Its sender is a machine."
            : null;
    }
}
