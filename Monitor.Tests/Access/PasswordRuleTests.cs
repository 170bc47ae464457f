using Monitor.Domain.Access;

namespace Monitor.Tests.Access;

public sealed class PasswordRuleTests
{
    [Theory]
    [InlineData("plum-anvil-forty-river")]
    [InlineData("k3oD9-x_Qz7t")]
    [InlineData("дом река лампа снег")]
    public void A_long_password_that_nobody_else_uses_is_taken(string password) => Assert.Null(PasswordRule.Refuse(password, "anna"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("elevenchars")]
    [InlineData("👍👍👍👍👍👍👍👍👍👍👍")]
    [InlineData("password1234")]
    [InlineData("Password1234!")]
    [InlineData("P@ssw0rd1234")]
    [InlineData("changeme12345")]
    [InlineData("administrator")]
    [InlineData("qwertyuiop123")]
    [InlineData("123456789012")]
    [InlineData("lkjihgfedcba")]
    [InlineData("aaaaaaaaaaaaa")]
    [InlineData("abababababab")]
    [InlineData("margarete-1999-x")]
    public void A_short_or_common_password_is_refused_with_a_reason(string? password) =>
        Assert.False(string.IsNullOrWhiteSpace(PasswordRule.Refuse(password, "margarete")));

    [Fact]
    public void A_password_is_not_cut_at_a_length_but_refused_above_the_limit()
    {
        Assert.Null(PasswordRule.Refuse(string.Concat(Enumerable.Range(0, 32).Select(i => $"{i % 10}xq{(char)('a' + i % 26)}")), "anna"));
        Assert.NotNull(PasswordRule.Refuse(string.Concat(Enumerable.Range(0, 33).Select(i => $"{i % 10}xq{(char)('a' + i % 26)}")), "anna"));
    }

    [Fact]
    public void A_token_that_may_only_read_covers_no_permission_that_changes_anything()
    {
        var covered = Permissions.All.Where(p => TokenScopes.Cover([TokenScopes.Read], p));
        Assert.Equal(
            [
                Permissions.PortalUse, Permissions.HostsRead, Permissions.ProblemsRead, Permissions.TicketsRead, Permissions.TicketsReport, Permissions.RulesRead,
                Permissions.ForecastsRead, Permissions.AnomaliesRead, Permissions.EfficiencyRead, Permissions.LogsRead, Permissions.AuditRead,
            ],
            covered);
        Assert.False(TokenScopes.Write([TokenScopes.Read]));
        Assert.All(Permissions.All, p => Assert.True(TokenScopes.Cover([TokenScopes.Admin], p)));
        Assert.Equal([Permissions.LogsWrite], Permissions.All.Where(p => TokenScopes.Cover([TokenScopes.Ingest], p)));
        Assert.Equal([Permissions.EventsWrite], Permissions.All.Where(p => TokenScopes.Cover([TokenScopes.EventsWrite], p)));
        Assert.Equal([Permissions.PortalUse, Permissions.RunbooksRun, Permissions.RunbooksApprove], Permissions.All.Where(p => TokenScopes.Cover([TokenScopes.RunbooksWrite], p)));
        Assert.Equal([Permissions.MailTake], Permissions.All.Where(p => TokenScopes.Cover([TokenScopes.MailWrite], p)));
    }
}
