using System.Net;
using Monitor.Web.Logs.Intake;
using Monitor.Web.Logs.Screens.Sources;

namespace Monitor.Tests.Logs.Screens;

public sealed class UnknownSenderSettingTests
{
    [Theory]
    [InlineData("switch-1.example.org", "10.0.0.5=switch-1.example.org")]
    [InlineData("", "10.0.0.5=name-of-the-host")]
    [InlineData("a$(reboot)", "10.0.0.5=name-of-the-host")]
    [InlineData("a;reboot", "10.0.0.5=name-of-the-host")]
    public void What_a_stranger_calls_itself_stands_in_a_setting_to_be_copied_only_where_it_is_a_plain_name(string claimed, string setting) =>
        Assert.Equal(setting, UnknownSendersCard.Setting(new UnknownSender(IPAddress.Parse("10.0.0.5"), 1, default, default, claimed)));
}
