namespace Monitor.Web.Intake.Mail;

internal static partial class MailIntakeLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "A mail of {Sender} was left aside: {Reason}")]
    public static partial void LeftAside(ILogger logger, string sender, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "A mail of {Sender} was not taken: it is nobody's address here.")]
    public static partial void Unknown(ILogger logger, string sender);
}
