using System.Globalization;
using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Data;
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
    public async Task A_page_or_a_program_that_asks_on_such_a_connection_is_answered()
    {
        await using var small = new SmallApplication(null);
        await small.StartAsync();
        small.Application.LookAtEverySession();
        using var person = await small.Application.SignInAsAsync(Roles.Viewer);
        var pool = small.Application.Services.GetRequiredService<Databases>().Ui;
        foreach (var address in new[] { "/tickets", "/api/v1/tickets" })
        {
            await ForgetAsync(pool, () => OpenAsync(person, address));
            await OpenAsync(person, address);
        }
    }

    [Fact]
    public async Task A_write_on_such_a_connection_is_done_once_and_a_transaction_is_not_done_again()
    {
        // Pools that nobody else asks, so that there is one connection.
        await using var databases = new Databases(application.Database.ConnectionString, application.Database.OwnerConnectionString);
        await using var services = new ServiceCollection().AddPooledDbContextFactory<MonitorDb>(options => UiContexts.Configure(options, databases)).BuildServiceProvider();
        var contexts = services.GetRequiredService<IDbContextFactory<MonitorDb>>();
        var (name, written) = ($"Night {Guid.NewGuid()} ", 0);
        async Task WriteAsync()
        {
            await using var db = await contexts.CreateDbContextAsync();
            db.Teams.Add(new Team { Name = name + written });
            await db.SaveChangesAsync();
            written++;
        }

        async Task WriteWithinAsync()
        {
            await using var db = await contexts.CreateDbContextAsync();
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Teams.Add(new Team { Name = name + written });
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
            written++;
        }

        await ForgetAsync(databases.Ui, WriteAsync);
        await WriteAsync();
        await ForgetAsync(databases.Ui, WriteWithinAsync);
        Assert.True(DatabaseOutage.IsForgotten(await Record.ExceptionAsync(WriteWithinAsync)));
        databases.AfterStopped();
        await WriteWithinAsync();
        await using var look = await contexts.CreateDbContextAsync();
        Assert.Equal(
            Enumerable.Range(0, written).Select(i => name + i).Order(StringComparer.Ordinal),
            (await look.Teams.Where(t => t.Name.StartsWith(name)).Select(t => t.Name).ToListAsync()).Order(StringComparer.Ordinal));
        await look.Teams.Where(t => t.Name.StartsWith(name)).ExecuteDeleteAsync();
    }

    [Fact]
    public async Task Fault_14_A_context_whose_connection_broke_while_it_prepared_a_statement_is_of_use_afterwards()
    {
        await using var databases = new Databases(application.Database.ConnectionString, application.Database.OwnerConnectionString);
        await using var services = new ServiceCollection().AddPooledDbContextFactory<MonitorDb>(options => UiContexts.Configure(options, databases)).BuildServiceProvider();
        var contexts = services.GetRequiredService<IDbContextFactory<MonitorDb>>();
        async Task AskAsync()
        {
            await using var db = await contexts.CreateDbContextAsync();
            await db.Teams.AnyAsync(t => t.Name == "nobody's");
        }

        // Prepared at the fifth time, which finds the connection gone.
        for (var i = 0; i < 4; i++)
        {
            await AskAsync();
        }

        int server;
        await using (var db = await contexts.CreateDbContextAsync())
        {
            await db.Database.OpenConnectionAsync();
            server = ((NpgsqlConnection)db.Database.GetDbConnection()).ProcessID;
        }

        await application.Database.ScalarAsync<bool>($"SELECT pg_terminate_backend({server})");
        await Eventually.TrueAsync(async () => !await application.Database.ScalarAsync<bool>($"SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = {server})"));
        Assert.True(DatabaseOutage.Is(await Record.ExceptionAsync(AskAsync)));
        for (var i = 0; i < Often; i++)
        {
            Assert.Null(await Record.ExceptionAsync(AskAsync));
        }
    }

    /// <summary>What a connection that was left while it prepared believes: that the database knows its statements.</summary>
    private static async Task ForgetAsync(NpgsqlDataSource pool, Func<Task> ask)
    {
        for (var i = 0; i < Often + 2; i++)
        {
            await ask();
        }

        // All of the pool, also those that a job holds at the moment.
        var all = await Task.WhenAll(Enumerable.Range(0, new NpgsqlConnectionStringBuilder(pool.ConnectionString).MaxPoolSize).Select(_ => pool.OpenConnectionAsync().AsTask()));
        foreach (var connection in all)
        {
            // Another text each time, so that this one is never prepared itself.
            await using var command = new NpgsqlCommand($"DEALLOCATE ALL /* {Guid.NewGuid()} */", connection);
            await command.ExecuteNonQueryAsync();
        }

        foreach (var connection in all)
        {
            await connection.DisposeAsync();
        }
    }

    private static async Task OpenAsync(HttpClient client, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept", "text/html" } } };
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private sealed class Page : ActorComponent
    {
        public string? Says => Problem;

        public Task ReadAsync(Func<Task> read) => LoadAsync(Permissions.HostsRead, _ => read());

        public Task DoAsync(Func<Task> act) => ActAsync(Permissions.HostsRead, _ => act());
    }
}
