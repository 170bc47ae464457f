using static Monitor.Tests.Problems.Suppression.SuppressionStage;

namespace Monitor.Tests.Problems.Suppression;

/// <summary>The truth table of services: web-1 looks at a shop; "down" lists which of the shop's hosts 31 and 32 and of the gateway in front of 32 are.</summary>
public sealed class ServicesOnHostsTests
{
    [Theory]
    [InlineData("", "31", "", false)]
    [InlineData("", "31", "31", true)]
    [InlineData("", "31", "32", false)]
    [InlineData("", "31 32", "31", false)]
    [InlineData("", "31 32", "31 32", true)]
    [InlineData("", "31 32", "31 20", true)]
    [InlineData("", "32", "20", true)]
    [InlineData("", "", "31 32", false)]
    [InlineData("label.path=/cart", "31", "31", true)]
    [InlineData("label.path=/pay", "31", "31", false)]
    [InlineData("host=web-1\nmetric~disk.*", "31", "31", true)]
    [InlineData("host=gw-1", "31", "31", false)]
    public void A_service_is_down_with_all_its_hosts(string matchers, string on, string down, bool isHeld)
    {
        var reasons = Stage("shop", matchers, on, down).Set().ReasonsFor(Disk with { Labels = "path=\"/cart\",service=\"shop\"" }, Now);
        Assert.Equal(isHeld, reasons.Count == 1);
        Assert.All(reasons, r => Assert.Contains("which the service shop needs", r.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void What_another_service_shows_or_the_silence_of_a_host_is_no_part_of_it()
    {
        Assert.Empty(Stage("mail", "", "31", "31").Set().ReasonsFor(Disk with { Labels = "service=\"shop\"" }, Now));
        Assert.Empty(Stage("shop", "host=web-1", "31", "31").Set().ReasonsFor(Disk with { RuleKey = "host-silent" }, Now));
    }

    private static SuppressionStage Stage(string name, string matchers, string on, string down)
    {
        var stage = new SuppressionStage();
        stage.Links.Add(Behind(32, Gateway));
        stage.Services.Add(new(1, name, matchers, Numbers(on)));
        stage.Down.AddRange(Numbers(down).Select(id => IsDown(id)));
        return stage;
    }

    private static int[] Numbers(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
}
