using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Monitor.Web.Integrations;

namespace Monitor.Tests.Integrations;

public sealed class OutboundHttpTests
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Theory]
    [InlineData("http://127.1:{port}/")]
    [InlineData("http://2130706433:{port}/")]
    [InlineData("http://0x7f.1:{port}/")]
    [InlineData("http://0177.0.0.1:{port}/")]
    [InlineData("http://①②⑦.⓪.⓪.①:{port}/")]
    [InlineData("http://0:{port}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{port}/")]
    [InlineData("http://[::1]:{port}/")]
    [InlineData("http://localhost:{port}/")]
    [InlineData("http://localhost.:{port}/")]
    [InlineData("http://LOCALHOST:{port}/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://127.0.0.1:{port}/")]
    [InlineData("ftp://127.0.0.1:{port}/")]
    [InlineData("http://user:password@example.org/")]
    [InlineData("//example.org/")]
    [InlineData("example.org")]
    [InlineData("")]
    public async Task Attack_36_No_spelling_of_an_address_inside_is_called(string url)
    {
        await using var sink = new HookSink();
        using var http = new OutboundHttp(Options.Create(new IntegrationsOptions()));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(url.Replace("{port}", $"{sink.Port}", StringComparison.Ordinal), UriKind.RelativeOrAbsolute));
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => http.SendAsync(request, Never));

        // Some resolvers do not know a name with a dot at its end.
        Assert.True(failure is OutboundRefusedException or HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError }, failure.ToString());
        Assert.Equal(0, sink.Connections);
    }

    [Fact]
    public async Task Attack_36_A_name_is_resolved_once_and_what_is_connected_to_is_what_was_judged()
    {
        await using var sink = new HookSink();
        var asked = 0;
        using var http = new OutboundHttp(Options.Create(new IntegrationsOptions()), (_, _) => Task.FromResult<IPAddress[]>(++asked == 1 ? [IPAddress.Parse("127.0.0.1")] : [IPAddress.Parse("8.8.8.8")]));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://rebinding.example.org:{sink.Port}/");
        await Assert.ThrowsAsync<OutboundRefusedException>(() => http.SendAsync(request, Never));
        Assert.Equal(1, asked);
        Assert.Equal(0, sink.Connections);
    }

    [Fact]
    public async Task Attack_36_A_name_with_one_address_outside_and_one_inside_is_refused()
    {
        using var http = new OutboundHttp(Options.Create(new IntegrationsOptions()), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("8.8.8.8"), IPAddress.Parse("10.0.0.1")]));
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://both.example.org/");
        Assert.Contains("a private network", (await Assert.ThrowsAsync<OutboundRefusedException>(() => http.SendAsync(request, Never))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.0.0.1", true)]
    [InlineData("8.8.8.8", false)]
    [InlineData("", false)]
    public async Task Attack_36_A_name_that_leads_inside_is_refused_when_it_is_written_down_and_one_that_leads_nowhere_yet_is_not(string address, bool isRefused)
    {
        using var http = new OutboundHttp(Options.Create(new IntegrationsOptions()), (_, _) =>
            address.Length > 0 ? Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]) : throw new SocketException((int)SocketError.HostNotFound));
        Assert.Null(await http.RefuseAsync("https://inside.example.org/hook", isCalled: false, Never));
        var refusal = await http.RefuseAsync("https://inside.example.org/hook", isCalled: true, Never);
        Assert.Equal(isRefused, refusal?.Contains("a private network", StringComparison.Ordinal) == true);
        Assert.Equal(isRefused, refusal is not null);
    }

    [Fact]
    public async Task Attack_39_A_redirect_is_not_followed_and_nothing_is_sent_to_where_it_leads()
    {
        await using var inside = new HookSink();
        await using var sink = new HookSink { Answer = $"302 Found\r\nLocation: {inside.Url}\r\nSet-Cookie: a=b" };
        using var http = new OutboundHttp(Options.Create(new IntegrationsOptions { AllowedNetworks = "127.0.0.1" }));
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, sink.Url);
            using var answer = await http.SendAsync(request, Never);
            Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        }

        Assert.Equal(0, inside.Connections);
        Assert.Equal(2, sink.Calls.Count);
        Assert.All(sink.Calls, c => Assert.Null(c.Header("Cookie")));
        Assert.All(sink.Calls, c => Assert.Null(c.Header("Authorization")));
    }

    [Theory]
    [InlineData("10.0.0.0/8, 192.168.7.9, fd00::/8", null)]
    [InlineData("10.0.0.0/8, nowhere", "Integrations:AllowedNetworks")]
    public void Networks_are_checked_at_the_start(string networks, string? complaint)
    {
        var wrong = new IntegrationsOptions { AllowedNetworks = networks }.Validate(new(new object())).Select(r => r.ErrorMessage!).ToList();
        Assert.Equal(complaint is null ? 0 : 1, wrong.Count);
        Assert.All(wrong, w => Assert.Contains(complaint!, w, StringComparison.Ordinal));
    }
}
