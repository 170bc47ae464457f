using System.Net;
using Monitor.Domain.Notifications.Sending;

namespace Monitor.Tests.Integrations;

public sealed class OutboundAddressTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.1")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("100.100.100.200")]
    [InlineData("169.254.169.254")]
    [InlineData("168.63.129.16")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("255.255.255.255")]
    [InlineData("198.18.0.1")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:a00:1")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2001:0:4136:e378:8000:63bf:3fff:fdd2")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void Attack_36_An_address_that_means_something_only_from_inside_is_refused(string address) =>
        Assert.NotNull(OutboundAddress.Refusal(IPAddress.Parse(address), []));

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("169.253.0.1")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("2002:808:808::")]
    public void A_public_address_is_not_refused(string address) => Assert.Null(OutboundAddress.Refusal(IPAddress.Parse(address), []));

    [Fact]
    public void A_network_that_an_administrator_of_the_server_allowed_is_not_refused_and_nothing_beside_it()
    {
        IPNetwork[] allowed = [IPNetwork.Parse("10.1.0.0/16")];
        Assert.Null(OutboundAddress.Refusal(IPAddress.Parse("10.1.2.3"), allowed));
        Assert.Null(OutboundAddress.Refusal(IPAddress.Parse("::ffff:10.1.2.3"), allowed));
        Assert.NotNull(OutboundAddress.Refusal(IPAddress.Parse("10.2.0.1"), allowed));
    }
}
