using Microsoft.Extensions.Configuration;
using Monitor.Web.Hosting;

namespace Monitor.Tests.Hosting;

public sealed class ConfigurationCheckTests
{
    [Theory]
    [InlineData("MONITOR_ADMIN_PASSWORD", "")]
    [InlineData("MONITOR_ADMIN_PASSWORD", "short")]
    [InlineData("MONITOR_ADMIN_PASSWORD", "changeme-changeme")]
    [InlineData("MONITOR_ADMIN_PASSWORD", "<your password here>")]
    [InlineData("ConnectionStrings:Monitor", "Host=db.example.org;Username=monitor;SSL Mode=VerifyFull")]
    [InlineData("ConnectionStrings:Monitor", "Host=db.example.org;Username=monitor;Password=;SSL Mode=VerifyFull")]
    [InlineData("ConnectionStrings:Monitor", "Host=db.example.org;Username=monitor;Password=changeme-now;SSL Mode=VerifyFull")]
    [InlineData("ConnectionStrings:Monitor", "Host=db.example.org;Username=monitor;Password=long-enough-secret")]
    [InlineData("ConnectionStrings:Monitor", "Username=monitor")]
    [InlineData("ConnectionStrings:Monitor", "no such thing")]
    [InlineData("ConnectionStrings:MonitorOwner", "Host=db.example.org;Username=monitor;SSL Mode=VerifyFull")]
    [InlineData("Server:PublicUrl", "monitor.example.org")]
    [InlineData("Server:Listen", "everywhere")]
    [InlineData("Server:CertificateFile", "/no/such/file.pem")]
    [InlineData("Server:TrustedProxies", "10.0.0.0/8, somewhere")]
    public void Attack_08_A_missing_short_or_sample_value_is_refused_and_named(string key, string value)
    {
        var refused = Assert.Throws<StartupException>(() => ConfigurationCheck.Run(With(key, value)));
        Assert.Contains(key.Replace(":", "__"), refused.Message);
    }

    [Theory]
    [InlineData("MONITOR_ADMIN_PASSWORD", "correct-horse-battery")]
    [InlineData("ConnectionStrings:Monitor", "Host=db.example.org;Username=monitor;Password=long-enough-value;SSL Mode=VerifyFull")]
    [InlineData("ConnectionStrings:Monitor", "Host=/run/postgresql;Username=monitor")]
    [InlineData("ConnectionStrings:Monitor", "Host=127.0.0.1;Username=monitor")]
    [InlineData("Server:PublicUrl", "https://monitor.example.org")]
    [InlineData("Server:TrustedProxies", "10.0.0.0/8, 192.0.2.1, fd00::/8")]
    public void A_sound_value_is_taken(string key, string value) => ConfigurationCheck.Run(With(key, value));

    [Fact]
    public void A_runtime_below_the_floor_is_refused()
    {
        Assert.Throws<StartupException>(() => RuntimeFloor.Check(new Version(10, 0, 11)));
        RuntimeFloor.Check(new Version(10, 0, 12));
    }

    private static IConfiguration With(string key, string value) =>
        new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build();
}
