using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Monitor.Web.Notifications.Mail;

namespace Monitor.Tests.Notifications;

public sealed class MailOptionsTests
{
    [Theory]
    [InlineData("Mail:Host", "mail.example.org:587")]
    [InlineData("Mail:Host", "mail example")]
    [InlineData("Mail:Port", "0")]
    [InlineData("Mail:From", "")]
    [InlineData("Mail:From", "Monitor <monitor@example.org>")]
    [InlineData("Mail:From", "a@example.org,b@example.org")]
    [InlineData("Mail:FromName", "Monitor\r\nBcc: x@example.org")]
    [InlineData("Mail:PasswordFile", "/no/such/password")]
    [InlineData("Mail:StartTls", "false")]
    [InlineData("Mail:AuthorityFile", "/no/such/authority.pem")]
    [InlineData("Mail:MostPerMinute", "0")]
    public void Attack_08_A_setting_of_mail_that_cannot_work_stops_the_start_and_is_named(string key, string value) =>
        Assert.Contains(Errors((key, value)), e => e.Contains(key, StringComparison.Ordinal));

    [Fact]
    public void Sound_settings_are_taken_and_without_a_host_none_are_needed()
    {
        Assert.Empty(Errors());
        Assert.Empty(Errors(("Mail:Host", ""), ("Mail:From", "")));
        Assert.Empty(Errors(("Mail:Host", "127.0.0.1"), ("Mail:StartTls", "false")));
        Assert.Empty(Errors(("Mail:Port", "465"), ("Mail:StartTls", "false")));
    }

    private static List<string> Errors(params (string Key, string Value)[] changes)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Mail:Host"] = "mail.example.org", ["Mail:From"] = "monitor@example.org", ["Mail:User"] = "monitor", ["Mail:PasswordFile"] = typeof(MailOptionsTests).Assembly.Location,
        };
        foreach (var (key, value) in changes)
        {
            settings[key] = value;
        }

        var options = new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection(MailOptions.Section).Get<MailOptions>()!;
        var found = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), found, validateAllProperties: true);
        return [.. found.Select(f => f.ErrorMessage!)];
    }
}
