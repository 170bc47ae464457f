using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Agent.Local;
using Monitor.Domain.Access;
using Monitor.Domain.RootCause.Runbooks;
using Monitor.Domain.Wire;
using Monitor.Tests.Agent;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access.Tokens;
using Monitor.Web.Tickets.Runbooks;

namespace Monitor.Tests.Tickets.Runbooks;

/// <summary>From a ticket to the agent and back, over the real doors.</summary>
[Collection(Suite.Name)]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class RunbookChainTests(TestApplication application)
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [NeedsRootFact]
    public async Task The_real_agent_runs_what_its_list_allows_the_ticket_tells_it_and_the_check_says_that_it_helped()
    {
        using var host = await TestAgent.CreateAsync(application);
        using var folder = new AgentFolder();
        var program = folder.In("fix");
        await File.WriteAllTextAsync(program, $"#!/bin/sh\necho \"fixed $1\" | tee -a {folder.In("done.txt")}\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await File.WriteAllTextAsync(folder.In("actions.json"), $$"""{"actions":[{"name":"fix","kind":"run-program","program":"{{program}}","arguments":["{parameter}"],"parameters":["cache","logs"]}]}""");
        new AgentSettings { Server = application.Address.ToString(), HostId = host.Host.Id, HostKey = host.Host.Key, Name = host.Host.Name, Keys = [host.Key] }.Save(folder.Path);
        using var agent = StartAgent(folder);
        try
        {
            var (number, problemId) = await TroubleAsync(host);
            await RunbookTrouble.EnableAsync(application, new RunbookDefinition
            {
                Name = $"Fix {host.Host.Name}", Causes = ["rule:disk-full"], NeedsApproval = false,
                Steps = [new RunbookStep(RunbookStepKind.Action, "") { Action = "fix", Parameter = "cache" }],
            });
            await Eventually.TrueAsync(async () => await AnyAsync(db => db.HostActions.AnyAsync(a => a.HostId == host.Host.Id)));
            var runId = await ProposedAsync(host);

            // A technician's program asks for it.
            using var client = await ClientAsync(Roles.Technician, "runbooks.write read");
            using var answer = await client.PostAsJsonAsync($"api/v1/tickets/{number}/runs/{runId}/run", new { });
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            await Eventually.TrueAsync(async () => await StateAsync(runId) == RunState.Succeeded);
            Assert.Equal(["fixed cache"], await File.ReadAllLinesAsync(folder.In("done.txt")));

            await using var db = application.Database.CreateDb();
            await db.Problems.Where(p => p.Id == problemId).ExecuteUpdateAsync(set => set.SetProperty(p => p.EndedAt, TimeProvider.System.GetUtcNow()));
            await Eventually.TrueAsync(async () =>
            {
                await application.Services.GetRequiredService<RunbookUpkeep>().LookAsync(Never);
                return await StateAsync(runId) == RunState.Helped;
            });
            var texts = await db.TicketEntries.Where(e => db.Tickets.Any(t => t.Id == e.TicketId && t.Number == number)).OrderBy(e => e.Id).Select(e => e.Text).ToListAsync();
            Assert.Contains(texts, t => t.Contains("fix cache (dry run) succeeded", StringComparison.Ordinal));
            Assert.Contains(texts, t => t.Contains("1. fix cache succeeded. fixed cache", StringComparison.Ordinal));
            Assert.Contains("It helped", texts[^1], StringComparison.Ordinal);
            var listed = JsonDocument.Parse(await client.GetStringAsync($"api/v1/runs?ticket={number}")).RootElement.GetProperty("items")[0];
            Assert.Equal("Helped", listed.GetProperty("state").GetString());
        }
        finally
        {
            await RunbookTrouble.StopAsync(application);
            agent.StandardInput.Close();
            await agent.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    [Fact]
    public async Task A_command_goes_with_the_answer_to_its_host_until_it_is_answered_and_never_to_an_agent_that_does_not_know_them()
    {
        using var host = await TestAgent.CreateAsync(application);
        using var other = await TestAgent.CreateAsync(application);
        await host.StoreAsync(Batch(1) with { Actions = new WireActions(null, [new WireAction("fix", "run-program", "\u001b[31mFix", []), new WireAction("; rm", "x", "", [])]) });
        var (number, _) = await TroubleAsync(host);
        await RunbookTrouble.EnableAsync(application, new RunbookDefinition
        {
            Name = $"Fix {host.Host.Name}", Causes = ["rule:disk-full"], NeedsApproval = false, RehearsesFirst = false, Steps = [new RunbookStep(RunbookStepKind.Action, "") { Action = "fix" }],
        });
        await using var db = application.Database.CreateDb();
        var told = await db.HostActions.AsNoTracking().SingleAsync(a => a.HostId == host.Host.Id);
        Assert.Equal("␛[31mFix", Assert.Single(RunbookJson.ReadActions(told.Actions)).Text);
        var runId = await ProposedAsync(host);
        using (var reader = await ClientAsync(Roles.Technician, "read tickets.write"))
        using (var refused = await reader.PostAsJsonAsync($"api/v1/tickets/{number}/runs/{runId}/run", new { }))
        {
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        using var client = await ClientAsync(Roles.Technician, "runbooks.write");
        using (var asked = await client.PostAsJsonAsync($"api/v1/tickets/{number}/runs/{runId}/run", new { dryRun = false }))
        {
            Assert.Equal(HttpStatusCode.OK, asked.StatusCode);
        }

        await Eventually.True(() => application.Services.GetRequiredService<CommandBox>().Has(host.Host.Id));
        Assert.Empty((await host.StoreAsync(Batch(2))).Commands);
        Assert.Empty((await other.StoreAsync(Batch(1) with { Commands = 1 })).Commands);
        var first = Assert.Single((await host.StoreAsync(Batch(3) with { Commands = 1 })).Commands);
        var again = Assert.Single((await host.StoreAsync(Batch(4) with { Commands = 1 })).Commands);
        Assert.Equal(first, again);
        Assert.True(Secret.TryParse(host.Key, Secret.AgentKeyPrefix, out var key));
        Assert.True(CommandSeal.Holds(Secret.Hash(key.Text), host.Host.Id, first));

        // Another host's word for it is nothing.
        await other.StoreAsync(Batch(2) with { Results = [new WireResult(first.Id, WireResult.Succeeded, "forged")] });
        Assert.Equal(RunState.Sent, await StateAsync(runId));
        var last = Batch(5) with { Commands = 1, Results = [new WireResult(first.Id, WireResult.Succeeded, "done", 0)] };
        Assert.Empty((await host.StoreAsync(last)).Commands);
        await host.StoreAsync(last);
        Assert.Equal(RunState.Succeeded, await StateAsync(runId));
        await RunbookTrouble.StopAsync(application);
        Assert.Equal(1, await db.TicketEntries.CountAsync(e => EF.Functions.Like(e.Text, "%succeeded. done%") && db.Tickets.Any(t => t.Id == e.TicketId && t.Number == number)));
    }

    private static MetricBatch Batch(long seq) => new() { Seq = seq, Sent = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), Count = 0, Ticks = [] };

    private async Task<(int Number, int ProblemId)> TroubleAsync(TestAgent host)
    {
        await using var db = application.Database.CreateDb();
        return await RunbookTrouble.AddAsync(db, host.Host);
    }

    private async Task<long> ProposedAsync(TestAgent host)
    {
        await Eventually.TrueAsync(async () =>
        {
            await application.Services.GetRequiredService<RunbookProposals>().LookAsync(Never);
            return await AnyAsync(db => db.RunbookRuns.AnyAsync(r => r.HostId == host.Host.Id && db.Runbooks.Any(b => b.Id == r.RunbookId && b.Name == $"Fix {host.Host.Name}")));
        });
        await using var db = application.Database.CreateDb();
        return await db.RunbookRuns.Where(r => r.HostId == host.Host.Id && db.Runbooks.Any(b => b.Id == r.RunbookId && b.Name == $"Fix {host.Host.Name}")).Select(r => r.Id).SingleAsync();
    }

    private async Task<bool> AnyAsync(Func<Monitor.Data.MonitorDb, Task<bool>> ask)
    {
        await using var db = application.Database.CreateDb();
        return await ask(db);
    }

    private async Task<RunState> StateAsync(long runId)
    {
        await using var db = application.Database.CreateDb();
        return await db.RunbookRuns.Where(r => r.Id == runId).Select(r => r.State).SingleAsync();
    }

    private async Task<HttpClient> ClientAsync(string role, string scopes)
    {
        var user = await application.CreateUserAsync(role);
        var token = await application.Services.GetRequiredService<TokenDesk>().CreateForAsync(user.Name, scopes.Split(' '), TimeSpan.FromDays(1), Never);
        var client = application.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static Process StartAgent(AgentFolder folder)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in new[] { typeof(AgentSettings).Assembly.Location, "run", "--data", folder.Path, "--interval", "1", "--parent-stdin" })
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }
}
