using System.ComponentModel.DataAnnotations;
using System.Net;
using Monitor.Domain.Access;

namespace Monitor.Web.Notifications.Mail;

/// <summary>The server that takes mails; section <c>Mail</c>. Without a host there are no mails.</summary>
public sealed class MailOptions : IValidatableObject
{
    public const string Section = "Mail";

    public string Host { get; set; } = "";

    [Range(1, 65535, ErrorMessage = "Mail:Port is a number from 1 to 65535.")]
    public int Port { get; set; } = 587;

    public string User { get; set; } = "";

    /// <summary>A file that holds the password and nothing else.</summary>
    public string PasswordFile { get; set; } = "";

    /// <summary>The sender's address, to which people answer.</summary>
    public string From { get; set; } = "";

    public string FromName { get; set; } = "Monitor";

    /// <summary>False speaks plain text with a server on this machine, or in a network that is trusted whole.</summary>
    public bool StartTls { get; set; } = true;

    /// <summary>Encryption from the first byte instead of STARTTLS; null: at port 465, where nothing else is spoken.</summary>
    public bool? ImplicitTls { get; set; }

    /// <summary>Certificates in PEM that are trusted beside those of the system: for a mail server that no public authority has signed.</summary>
    public string AuthorityFile { get; set; } = "";

    /// <summary>Mails that one person gets in a minute; what is more becomes one mail.</summary>
    [Range(1, 100, ErrorMessage = "Mail:MostPerMinute is a number from 1 to 100.")]
    public int MostPerMinute { get; set; } = 6;

    public bool IsOn => Host.Length > 0;

    public bool IsImplicitTls => ImplicitTls ?? Port == 465;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsOn)
        {
            yield break;
        }

        if (Uri.CheckHostName(Host) == UriHostNameType.Unknown)
        {
            yield return new ValidationResult("Mail:Host is a name or an address such as mail.example.org, without a port.");
        }

        if (!MailAddressRule.Accepts(From))
        {
            yield return new ValidationResult("Mail:From is the sender's address, such as monitor@example.org.");
        }

        if (FromName.Any(char.IsControl) || FromName.Length > 100)
        {
            yield return new ValidationResult("Mail:FromName is a name of at most 100 characters.");
        }

        if (User.Length > 0 && !File.Exists(PasswordFile))
        {
            yield return new ValidationResult("Mail:PasswordFile names a file that holds the password of Mail:User; it does not exist.");
        }

        if (User.Length > 0 && !StartTls && !IsImplicitTls && !IsNear)
        {
            yield return new ValidationResult("Mail:StartTls must be true where Mail:User signs in beyond this machine: the password would be readable on the way.");
        }

        if (AuthorityFile.Length > 0 && !File.Exists(AuthorityFile))
        {
            yield return new ValidationResult("Mail:AuthorityFile names a file with certificates in PEM; it does not exist.");
        }
    }

    private bool IsNear => Host == "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));
}
