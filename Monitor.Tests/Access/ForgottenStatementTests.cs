using System.Globalization;
using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Access.Pages;
using Monitor.Web.Hosting;
using Npgsql;

namespace Monitor.Tests.Access;

[Collection(Suite.Name)]
public sealed class ForgottenStatementTests(TestApplication application)
{
    /// <summary>A statement that is asked five times on one connection is prepared there.</summary>
    private const int Often = 6;

    private const string Address = "/tickets?q=%C3%A4";

    [Fact]
    public async Task A_page_whose_connection_takes_for_prepared_what_the_database_does_not_know_reads_by_a_new_one_and_an_act_is_not_done_twice()
    {
        var user = await application.CreateUserAsync(Roles.Viewer);
        var person = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user.Id.ToString(CultureInfo.InvariantCulture))], "test"));

        // Pools that nobody else asks, so that there is one connection.
        await using var databases = new Databases(application.Database.ConnectionString, application.Database.OwnerConnectionString);
        await using var services = new ServiceCollection().AddSingleton(databases).BuildServiceProvider();
        using var page = new Page
        {
            Gate = application.Services.GetRequiredService<AccessGate>(), Services = services, Navigation = null!, Authentication = Task.FromResult(new AuthenticationState(person)),
        };
        var (asked, answer) = (0, (object?)null);
        async Task AskAsync()
        {
            asked++;
            await using var command = databases.Ui.CreateCommand("SELECT 7");
            answer = await command.ExecuteScalarAsync();
        }

        async Task ForgetAsync()
        {
            for (var i = 0; i < Often; i++)
            {
                await AskAsync();
            }

            await using var command = databases.Ui.CreateCommand("DEALLOCATE ALL");
            await command.ExecuteNonQueryAsync();
            (asked, answer) = (0, null);
        }

        await ForgetAsync();
        await page.ReadAsync(AskAsync);
        Assert.Equal(2, asked);
        Assert.Equal(7, answer);
        Assert.Null(page.Says);

        await ForgetAsync();
        await page.DoAsync(AskAsync);
        Assert.Equal(1, asked);
        Assert.Null(answer);
        Assert.Contains("Try again", page.Says, StringComparison.Ordinal);
        await page.DoAsync(AskAsync);
        Assert.Equal(7, answer);
        Assert.Null(page.Says);
    }

    [Fact]
    public async Task A_page_that_is_opened_on_such_a_connection_is_asked_for_once_more_and_answered()
    {
        await using var small = new SmallApplication(null);
        await small.StartAsync();
        small.Application.LookAtEverySession();
        using var person = await small.Application.SignInAsAsync(Roles.Viewer);
        await ForgetAsync(small.Application, person);
        using (var elsewhere = await OpenAsync(person, small.Application.Address.GetLeftPart(UriPartial.Authority) + "//elsewhere.example/tickets"))
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, null), (elsewhere.StatusCode, elsewhere.Headers.Location));
        }

        await ForgetAsync(small.Application, person);
        using var again = await OpenAsync(person);
        Assert.Equal((HttpStatusCode.Redirect, Address), (again.StatusCode, again.Headers.Location?.ToString()));
        using var answer = await OpenAsync(person);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        // Where it does not help, it is not tried for ever.
        await ForgetAsync(small.Application, person);
        using var second = await OpenAsync(person, cookie: "monitor.again=1");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
    }

    /// <summary>What a connection that was left while it prepared believes: that the database knows its statements.</summary>
    private static async Task ForgetAsync(TestApplication application, HttpClient person)
    {
        for (var i = 0; i < Often + 2; i++)
        {
            using var good = await OpenAsync(person);
            Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        }

        var pool = application.Services.GetRequiredService<Databases>().Ui;
        var idle = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => pool.OpenConnectionAsync().AsTask()));
        foreach (var connection in idle)
        {
            await using var command = new NpgsqlCommand("DEALLOCATE ALL", connection);
            await command.ExecuteNonQueryAsync();
        }

        foreach (var connection in idle)
        {
            await connection.DisposeAsync();
        }
    }

    private static async Task<HttpResponseMessage> OpenAsync(HttpClient client, string address = Address, string? cookie = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept", "text/html" } } };
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        return await client.SendAsync(request);
    }

    private sealed class Page : ActorComponent
    {
        public string? Says => Problem;

        public Task ReadAsync(Func<Task> read) => LoadAsync(Permissions.HostsRead, _ => read());

        public Task DoAsync(Func<Task> act) => ActAsync(Permissions.HostsRead, _ => act());
    }
}
