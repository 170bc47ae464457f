using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace Monitor.Web.Integrations;

/// <summary>The secrets of webhooks at rest: encrypted by the key ring, which the master key outside of the database encrypts.</summary>
public sealed class WebhookSecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("Monitor.Integrations.Webhook.Secret.v1");

    /// <summary>A new one as text, to be shown once, and as it is stored.</summary>
    public (string Text, byte[] Stored) New()
    {
        var text = "whs_" + Domain.Access.Secret.NewText();
        return (text, _protector.Protect(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Null when it was encrypted by another installation's keys.</summary>
    public string? Read(byte[] stored)
    {
        try
        {
            return Encoding.UTF8.GetString(_protector.Unprotect(stored));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
