using System.Net;
using Monitor.Domain.Access;
using Monitor.Tests.Support;
using Monitor.Web;
using Monitor.Web.Dashboard;
using Monitor.Web.Problems;
using Monitor.Web.Tickets.Reports;

namespace Monitor.Tests.Hosting;

[Collection(Suite.Name)]
public sealed class ReadableAddressTests(TestApplication application)
{
    [Theory]
    [InlineData("https://monitor/problems?host=abc&severity=Warning&page=2", "host")]
    [InlineData("https://monitor/problems?HOST=99999999999", "HOST")]
    [InlineData("https://monitor/problems?host=&page=3#x?page=a", "")]
    [InlineData("https://monitor/problems?host=%E2%82%AC", "host")]
    [InlineData("https://monitor/problems", "")]
    public void What_a_page_cannot_read_is_named(string address, string expected) =>
        Assert.Equal(expected, string.Join(',', ReadableAddress.Unreadable(typeof(ProblemsPage), address)));

    [Fact]
    public void So_is_what_the_charts_of_a_page_cannot_read() =>
        Assert.Equal(["from", "every"], ReadableAddress.Unreadable(typeof(HostPage), "https://monitor/hosts/3?from=abc&to=5&every=x&range=y"));

    [Fact]
    public void A_name_that_means_something_else_on_a_page_without_such_parts_is_left_to_it() =>
        Assert.Empty(ReadableAddress.Unreadable(typeof(ReportPage), "https://monitor/tickets/reports?from=2001-01-01&to=2001-01-02"));

    [Theory]
    [InlineData("hosts?page=x&sort=name", "/hosts?sort=name")]
    [InlineData("problems?host=abc&page=y", "/problems")]
    [InlineData("profile?page=x", "/profile")]
    public async Task A_page_comes_without_what_it_cannot_read_in_its_address(string path, string expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var client = application.CreateClient();
        var cookie = await application.SessionCookieAsync(await application.CreateUserAsync(Roles.Viewer));
        request.Headers.Add("Cookie", $"{cookie.Name}={cookie.Value}");
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.EndsWith(expected, answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }
}
