namespace Monitor.Web.Intake.Mail;

public enum MailFate
{
    /// <summary>Its words are on a ticket.</summary>
    Answered,

    /// <summary>It became a ticket.</summary>
    Opened,

    /// <summary>It came before.</summary>
    Repeated,

    /// <summary>Taken, and nothing was made of it.</summary>
    LeftAside,

    NotUnderstood,
    UnknownSender,

    /// <summary>Not now: the mail server keeps it and comes again.</summary>
    Later,
    Refused,
}

/// <summary>What became of a mail, with a sentence for the mail server's log or the sender.</summary>
public sealed record MailOutcome(MailFate Fate, string Message, int? Number = null);
