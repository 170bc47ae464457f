using Monitor.Tests.Support;

namespace Monitor.Tests.Hosting;

[Collection(Suite.Name)]
public sealed class ApplicationStartTests(TestApplication application)
{
    [Fact]
    public async Task The_Blazor_script_is_served_whole()
    {
        using var client = application.CreateClient();
        var script = await client.GetByteArrayAsync("_framework/blazor.web.js");
        Assert.True(script.Length > 50_000, $"{script.Length} bytes");
    }
}
