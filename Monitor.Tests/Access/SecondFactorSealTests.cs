using Microsoft.AspNetCore.DataProtection;
using Monitor.Data;
using Monitor.Tests.Support;
using Monitor.Web.Access.SecondFactors;

namespace Monitor.Tests.Access;

public sealed class SecondFactorSealTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 20).Select(i => (byte)i)];
    private readonly ManualTimeProvider _clock = new();
    private readonly MonitorUser _user = new() { Id = 7, SecurityStamp = "one" };

    [Fact]
    public void What_a_form_brings_back_is_of_one_person_one_kind_one_stamp_and_ten_minutes()
    {
        var seal = new SecondFactorSeal(new EphemeralDataProtectionProvider(), _clock);
        var (passed, shown) = (seal.Passed(_user), seal.Shown(_user, Secret));
        Assert.True(seal.IsPassed(passed, _user));
        Assert.Equal(7, seal.PassedBy(passed));
        Assert.Equal(Secret, seal.ShownTo(shown, _user));
        Assert.False(seal.IsPassed(shown, _user));
        Assert.Null(seal.ShownTo(passed, _user));
        Assert.Null(seal.PassedBy("nonsense"));
        Assert.False(seal.IsPassed(passed, new MonitorUser { Id = 8, SecurityStamp = "one" }));
        Assert.False(seal.IsPassed(passed, new MonitorUser { Id = 7, SecurityStamp = "two" }));
        _clock.Advance(SecondFactorSeal.Lifetime);
        Assert.Null(seal.PassedBy(passed));
        Assert.Null(seal.ShownTo(shown, _user));
    }

    [Fact]
    public void A_secret_at_rest_is_encrypted_and_readable_with_the_keys_of_this_installation_alone()
    {
        var seal = new SecondFactorSeal(new EphemeralDataProtectionProvider(), _clock);
        var kept = seal.Keep(Secret);
        Assert.Equal(Secret, seal.Open(kept));
        Assert.True(kept.AsSpan().IndexOf(Secret) < 0);
        Assert.Null(new SecondFactorSeal(new EphemeralDataProtectionProvider(), _clock).Open(kept));
    }
}
