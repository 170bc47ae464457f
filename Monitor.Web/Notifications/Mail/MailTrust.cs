using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Monitor.Web.Notifications.Mail;

/// <summary>
/// Trust in a mail server whose certificate is signed by an authority of one's own: name and dates are checked as ever, and the chain must end at
/// a certificate of the file. SmtpClient can be told only for the whole process; nothing else of the product asks there.
/// </summary>
internal static class MailTrust
{
    /// <summary>Null where the system's authorities are all that is trusted.</summary>
#pragma warning disable SYSLIB0014 // The only door that SmtpClient has.
    public static RemoteCertificateValidationCallback? Callback => ServicePointManager.ServerCertificateValidationCallback;
#pragma warning restore SYSLIB0014

    public static void Add(string file)
    {
        var own = new X509Certificate2Collection();
        own.ImportFromPemFile(file);
#pragma warning disable SYSLIB0014 // As above.
        ServicePointManager.ServerCertificateValidationCallback = (_, certificate, chain, errors) => Accepts(own, certificate, chain, errors);
#pragma warning restore SYSLIB0014
    }

    public static bool Accepts(X509Certificate2Collection own, X509Certificate? certificate, X509Chain? given, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is null)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(own);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (var element in given?.ChainElements.Skip(1) ?? [])
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        using var leaf = new X509Certificate2(certificate);
        return chain.Build(leaf);
    }
}
