using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Data;
using Monitor.Tests.Support;
using Monitor.Web.Access.KeyRing;
using Monitor.Web.Hosting;

namespace Monitor.Tests.Access;

public sealed class KeyRingTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private readonly string _folder = TestFolders.Create("keys");

    private ServiceProvider Node(string folder)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(database.Factory);
        services.AddKeyRing(new ConfigurationBuilder().Build(), folder);
        return services.BuildServiceProvider();
    }

    [Fact]
    public async Task Attack_31_Keys_lie_encrypted_in_the_database_and_a_second_node_reads_what_the_first_protected()
    {
        await using var one = Node(_folder);
        var text = one.GetDataProtectionProvider().CreateProtector("test").Protect("hello");
        await using var two = Node(_folder);
        Assert.Equal("hello", two.GetDataProtectionProvider().CreateProtector("test").Unprotect(text));
        await using var db = database.CreateDb();
        var stored = await db.KeyRing.Select(k => k.Xml).ToListAsync();
        Assert.NotEmpty(stored);
        Assert.All(stored, xml => Assert.Empty(XElement.Parse(xml).Descendants("masterKey")));
        Assert.All(stored, xml => Assert.Contains("aesGcm", xml, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Attack_31_A_cookie_with_any_byte_flipped_is_refused()
    {
        await using var node = Node(_folder);
        var protector = node.GetDataProtectionProvider().CreateProtector("test");
        var bytes = protector.Protect("hello"u8.ToArray());
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => protector.Unprotect(bytes));
            bytes[i] ^= 1;
        }
    }

    [Fact]
    public void The_master_key_is_made_once_and_only_its_owner_reads_it()
    {
        var path = Path.Combine(_folder, "deep", "master.key");
        var first = MasterKey.Open(path, mayCreate: true);
        Assert.Equal(first.Id, MasterKey.Open(path, mayCreate: true).Id);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        var envelope = first.Encrypt([1, 2, 3]);
        Assert.Equal([1, 2, 3], first.Decrypt(envelope));
        Assert.ThrowsAny<CryptographicException>(() => new MasterKey(new byte[32]).Decrypt(envelope));
        envelope[^1] ^= 1;
        Assert.ThrowsAny<CryptographicException>(() => first.Decrypt(envelope));
    }

    [Theory]
    [InlineData("")]
    [InlineData("c2hvcnQ=")]
    [InlineData("not base64 at all")]
    public void Attack_08_A_key_file_that_is_missing_or_no_key_stops_the_start_and_names_the_setting(string content)
    {
        var path = Path.Combine(_folder, "given.key");
        Assert.Contains(MasterKey.Setting, Assert.Throws<StartupException>(() => MasterKey.Open(path, mayCreate: false)).Message, StringComparison.Ordinal);
        File.WriteAllText(path, content);
        Assert.Contains(MasterKey.Setting, Assert.Throws<StartupException>(() => MasterKey.Open(path, mayCreate: false)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => TestFolders.Delete(_folder);
}
