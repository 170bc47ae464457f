using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.RootCause;
using Monitor.Domain.RootCause.Runbooks;
using Monitor.Domain.Tickets;
using Monitor.Domain.Wire;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Store;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Runbooks;

namespace Monitor.Tests.Tickets.Runbooks;

/// <summary>A host whose agent allows one action, with a problem that fires and its ticket, the feature switched on, and people.</summary>
internal sealed class RunbookStage(ActingFloor floor)
{
    public const string Action = "restart-nginx";
    private static readonly CancellationToken Never = CancellationToken.None;

    public required Actor Admin { get; init; }

    public required Actor Technician { get; init; }

    public required Actor Lead { get; init; }

    public required Actor OtherLead { get; init; }

    public required Host Host { get; init; }

    public required int KeyId { get; init; }

    public required Problem Problem { get; init; }

    public required int Number { get; init; }

    public RunbookStepper Stepper => new(floor.Clock);

    public RunbookNotes Notes => new(new AuditLog(floor.Clock), floor.Reports);

    public RunbookDesk Desk => new(floor.Work, floor.Journal, Stepper, Notes);

    public RunbookBook Book => new(floor.Contexts, new AuditLog(floor.Clock), floor.Live, floor.Clock);

    public RunbookProposals Proposals => new(floor.Contexts, Stepper, Notes, floor.Live, floor.Clock);

    public RunbookUpkeep Upkeep => new(floor.Contexts, Notes, new LatestValues(floor.Catalog), floor.Live, floor.Clock);

    public RunbookResults Results { get; } = new(floor.Contexts, new RunbookStepper(floor.Clock), new RunbookNotes(new AuditLog(floor.Clock), floor.Reports), new AuditLog(floor.Clock), floor.Live, floor.Clock);

    public CommandBox Box => new(floor.Contexts, floor.Clock);

    public static RunbookDefinition Usual => new()
    {
        Name = "Restart nginx", Causes = ["process:nginx"], Steps = [new RunbookStep(RunbookStepKind.Action, "") { Action = Action }], RehearsesFirst = false,
    };

    public static async Task<RunbookStage> SetAsync(ActingFloor floor, bool isOn = true)
    {
        await using var db = floor.Db();
        await db.RunbookRuns.ExecuteDeleteAsync();
        await db.Runbooks.ExecuteDeleteAsync();
        await db.RunbookSwitches.ExecuteDeleteAsync();
        await db.Problems.ExecuteDeleteAsync();
        var admin = await floor.PersonAsync(Roles.Admin);
        var host = await floor.HostAsync($"web-{Guid.NewGuid():N}");
        var key = new AgentKey { HostId = host.Id, SecretHash = Secret.Hash("one") };
        db.AgentKeys.Add(key);
        db.HostActions.Add(new HostActions { HostId = host.Id, At = floor.Clock.GetUtcNow(), Actions = RunbookJson.Write([new HostAction(Action, "restart-unit", "", [])]) });
        var ticket = new Ticket { Title = "Disk full", Description = "", HostId = host.Id, CreatedAt = floor.Clock.GetUtcNow(), UpdatedAt = floor.Clock.GetUtcNow() };
        db.Tickets.Add(ticket);
        await db.SaveChangesAsync();
        var problem = new Problem
        {
            Fingerprint = $"{host.Id}", HostId = host.Id, RuleId = (await db.Rules.SingleAsync(r => r.Key == "disk-full")).Id, Metric = "disk.used_percent", Labels = "mount=\"/\"", Phase = ProblemPhase.Firing,
            Value = 97, Limit = 90, Summary = "Disk / is at 97 %", BeganAt = floor.Clock.GetUtcNow(), FiringAt = floor.Clock.GetUtcNow(), OpenedAt = floor.Clock.GetUtcNow(), TicketId = ticket.Id,
        };
        db.Problems.Add(problem);
        await db.SaveChangesAsync();
        var stage = new RunbookStage(floor)
        {
            Admin = admin, Technician = await floor.PersonAsync(Roles.Technician), Lead = await floor.PersonAsync(Roles.Lead), OtherLead = await floor.PersonAsync(Roles.Lead),
            Host = host, KeyId = key.Id, Problem = problem, Number = ticket.Number,
        };
        if (isOn)
        {
            Assert.Null(await stage.Book.SwitchAsync(admin, true, Never));
        }

        return stage;
    }

    public TicketCommand Command() => new(Number, Guid.NewGuid());

    public async Task FindAsync(string cause = "process:nginx", double confidence = 0.9, bool isSupported = true, int run = 1, int? hostId = null)
    {
        await using var db = floor.Db();
        db.Findings.Add(new Finding
        {
            ProblemId = Problem.Id, TicketId = Problem.TicketId, HostId = hostId ?? Host.Id, At = floor.Clock.GetUtcNow(), Run = run, Rank = 1, CauseKey = cause, Method = "rank:metrics", Confidence = confidence,
            IsSupported = isSupported, Sentence = "It is that.", Evidence = "[]",
        });
        await db.SaveChangesAsync();
    }

    /// <summary>Saved and, as a second act, enabled.</summary>
    public async Task<Runbook> RunbookAsync(RunbookDefinition definition, bool isEnabled = true)
    {
        Assert.Null(await Book.SaveAsync(Admin, null, null, definition, Never));
        await using var db = floor.Db();
        var made = await db.Runbooks.AsNoTracking().SingleAsync(r => r.Name == definition.Name);
        if (isEnabled)
        {
            Assert.Null(await Book.EnableAsync(Admin, made.Id, made.RowVersion, true, Never));
        }

        return await db.Runbooks.AsNoTracking().SingleAsync(r => r.Name == definition.Name);
    }

    /// <summary>A finding, its runbook, and the proposal that comes of it.</summary>
    public async Task<RunbookRun> ProposedAsync(RunbookDefinition definition)
    {
        await FindAsync();
        await RunbookAsync(definition);
        Assert.Equal(1, await Proposals.LookAsync(Never));
        return await RunAsync();
    }

    public async Task<RunbookRun> RunAsync()
    {
        await using var db = floor.Db();
        return await db.RunbookRuns.AsNoTracking().OrderByDescending(r => r.Id).FirstAsync();
    }

    public async Task<IReadOnlyList<AgentCommand>> CommandsAsync()
    {
        await using var db = floor.Db();
        return await db.AgentCommands.AsNoTracking().OrderBy(c => c.CreatedAt).ToListAsync();
    }

    public async Task<IReadOnlyList<TicketEntry>> EntriesAsync()
    {
        await using var db = floor.Db();
        return await db.TicketEntries.AsNoTracking().Where(e => e.TicketId == Problem.TicketId).OrderBy(e => e.Id).ToListAsync();
    }

    /// <summary>As the host's agent: fetches what waits, and says how the one command went.</summary>
    public async Task<WireCommand> AnswerAsync(string state, string output = "")
    {
        var command = Assert.Single(await Box.TakeAsync(Host.Id, KeyId, Never));
        await Results.TakeAsync(Host.Id, [new WireResult(command.Id, state, output, 0)], Never);
        return command;
    }
}
