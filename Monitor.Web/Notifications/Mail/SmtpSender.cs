using System.Net;
using System.Net.Mail;
using Microsoft.Extensions.Options;
using Monitor.Domain.Notifications.Sending;

namespace Monitor.Web.Notifications.Mail;

/// <summary>One mail over SMTP, with STARTTLS unless it is switched off or TLS comes first, and what the server's answer means for trying again.</summary>
public sealed class SmtpSender(IOptions<MailOptions> options)
{
    public async Task<SendOutcome> SendAsync(MailMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await TellAsync(options.Value, message, cancellationToken);
            return SendOutcome.Sent;
        }
        catch (SmtpException refused)
        {
            return Judge(refused);
        }
        catch (Exception broken) when (broken is IOException or System.Security.Authentication.AuthenticationException or System.Net.Sockets.SocketException)
        {
            return SendOutcome.Outage($"The connection to the mail server failed ({Cause(broken)}).");
        }
    }

    private static async Task TellAsync(MailOptions mail, MailMessage message, CancellationToken cancellationToken)
    {
        await using var tunnel = mail.IsImplicitTls ? await TlsTunnel.OpenAsync(mail.Host, mail.Port, cancellationToken) : null;
        var (host, port) = tunnel is null ? (mail.Host, mail.Port) : (tunnel.Address.Address.ToString(), tunnel.Address.Port);
        using var client = new SmtpClient(host, port) { EnableSsl = mail.StartTls && tunnel is null, DeliveryMethod = SmtpDeliveryMethod.Network, Timeout = 2000 };
        if (mail.User.Length > 0)
        {
            client.Credentials = new NetworkCredential(mail.User, (await File.ReadAllTextAsync(mail.PasswordFile, cancellationToken)).Trim());
        }

        await client.SendMailAsync(message, cancellationToken);
    }

    /// <summary>
    /// By RFC 5321 4yz may be tried again and 5yz not. What is wrong with the sign-in or with encryption is wrong for every mail, and is put right by an administrator:
    /// no mail is lost for it. The server's own words are left out: they may repeat what it was told.
    /// </summary>
    private static SendOutcome Judge(SmtpException refused)
    {
        var code = (int)refused.StatusCode;
        return code switch
        {
            530 or 534 or 535 or 538 => SendOutcome.Outage($"The mail server wants another sign-in ({code}). Check Mail:User and Mail:PasswordFile."),
            421 or 454 => SendOutcome.Outage($"The mail server is not ready ({code})."),
            >= 400 and < 500 => SendOutcome.TryAgain($"The mail server took it not now ({code} {refused.StatusCode})."),
            >= 500 and < 600 => SendOutcome.GiveUp($"The mail server refuses it for good ({code} {refused.StatusCode})."),
            _ => SendOutcome.Outage($"The mail server cannot be reached or does not keep to the protocol ({Cause(refused)})."),
        };
    }

    private static string Cause(Exception exception)
    {
        var cause = exception;
        while (cause.InnerException is { } inner)
        {
            cause = inner;
        }

        return cause is System.Net.Sockets.SocketException socket ? socket.SocketErrorCode.ToString() : cause.GetType().Name;
    }
}
