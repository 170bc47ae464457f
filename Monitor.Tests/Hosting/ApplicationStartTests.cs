using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
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

    [Fact]
    public async Task Health_answers_anybody_and_says_whether_the_database_does()
    {
        using var client = application.CreateClient();
        Assert.Contains("live", await client.GetStringAsync("health/live"));
        using var ready = await client.GetAsync("health/ready");
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        using var client = application.CreateClient();
        using var answer = await client.GetAsync("health/live");
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self';", policy);
        Assert.Contains("object-src 'none'", policy);
        Assert.Contains("base-uri 'self'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("GET", "no/such/page")]
    [InlineData("HEAD", "health/live")]
    [InlineData("DELETE", "health/live")]
    public async Task An_answer_that_is_an_error_carries_them_too(string method, string path)
    {
        using var client = application.CreateClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await client.SendAsync(request);
        Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
    }

    [Fact]
    public async Task A_request_under_a_foreign_name_is_refused()
    {
        using var client = application.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "health/live") { Headers = { Host = "evil.example" } };
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public void Attack_18_Connections_headers_and_slow_bodies_are_limited()
    {
        var limits = application.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;
        Assert.NotNull(limits.MaxConcurrentConnections);
        Assert.NotNull(limits.MaxConcurrentUpgradedConnections);
        Assert.NotNull(limits.MinRequestBodyDataRate);
        Assert.True(limits.RequestHeadersTimeout <= TimeSpan.FromSeconds(15));
    }
}
