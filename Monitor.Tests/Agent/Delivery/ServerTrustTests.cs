using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Monitor.Tests.Agent.Delivery;

public sealed class ServerTrustTests : IDisposable
{
    private readonly AgentFolder _folder = new();

    [Fact]
    public async Task Attack_07_Without_a_pin_a_self_signed_server_is_refused_the_data_spooled_and_the_reason_logged()
    {
        using var certificate = MakeCertificate("localhost");
        await using var sink = await AgentSink.StartAsync(certificate: certificate);
        await RefusedAsync(sink, null, "certificate is not trusted (RemoteCertificateChainErrors)");
    }

    [Fact]
    public async Task Attack_07_A_certificate_other_than_the_pinned_one_is_refused_even_for_the_right_name()
    {
        using var certificate = MakeCertificate("localhost");
        using var other = MakeCertificate("localhost");
        await using var sink = await AgentSink.StartAsync(certificate: certificate);
        await RefusedAsync(sink, PinOf(other), "not the one this agent was enrolled with");
    }

    [Fact]
    public async Task Attack_07_A_server_that_speaks_only_TLS_1_2_is_refused_even_with_the_right_certificate()
    {
        using var certificate = MakeCertificate("localhost");
        await using var sink = await AgentSink.StartAsync(certificate: certificate, protocols: SslProtocols.Tls12);
        await RefusedAsync(sink, PinOf(certificate), "The server cannot be reached", "The server does not speak TLS 1.3");
    }

    [Fact]
    public async Task Attack_07_Exactly_the_pinned_certificate_is_accepted_under_any_name_over_TLS_1_3()
    {
        using var certificate = MakeCertificate("some-other-name");
        await using var sink = await AgentSink.StartAsync(certificate: certificate, protocols: SslProtocols.Tls13);
        using var stand = new SendingStand(_folder, sink.Address, PinOf(certificate));
        stand.Put(0);
        await stand.Sender.SendNextAsync(default);
        Assert.Single(sink.Ticks);
        Assert.Equal(0, stand.Spool.Pending);
    }

    [Fact]
    public async Task Attack_07_A_wrong_name_or_an_expired_certificate_is_refused_without_a_pin()
    {
        using var wrongName = MakeCertificate("some-other-name");
        await using (var sink = await AgentSink.StartAsync(certificate: wrongName))
        {
            await RefusedAsync(sink, null, "RemoteCertificateNameMismatch");
        }

        using var expired = MakeCertificate("localhost", daysFromNow: -10);
        await using var old = await AgentSink.StartAsync(certificate: expired);
        using var folder = new AgentFolder();
        using var stand = new SendingStand(folder, old.Address);
        stand.Put(0);
        await stand.Sender.SendNextAsync(default);
        Assert.Equal(1, stand.Spool.Pending);
        Assert.Empty(old.Received);
    }

    public void Dispose() => _folder.Dispose();

    private async Task RefusedAsync(AgentSink sink, string? pin, params string[] reasons)
    {
        using var stand = new SendingStand(_folder, sink.Address, pin);
        stand.Put(0);
        await stand.Sender.SendNextAsync(default);
        Assert.Equal(1, stand.Spool.Pending);
        Assert.Empty(sink.Received);
        Assert.All(reasons, reason => Assert.Contains(reason, _folder.LogText, StringComparison.Ordinal));
    }

    private static string PinOf(X509Certificate2 certificate) => Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));

    private static X509Certificate2 MakeCertificate(string name, int daysFromNow = 30)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-20), now.AddDays(daysFromNow));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
