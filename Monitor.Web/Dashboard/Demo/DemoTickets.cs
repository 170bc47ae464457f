using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;
using Monitor.Domain.Tickets;

namespace Monitor.Web.Dashboard.Demo;

/// <summary>People, teams and the tickets of the generated month. Written directly, since they lie in the past; what happens from now on goes through the desk.</summary>
internal sealed class DemoTickets(IDbContextFactory<MonitorDb> contexts)
{
    /// <summary>The last tickets of the memory that leaks, for which there was a runbook.</summary>
    public const int MendedByItself = 4;

    public async Task WriteAsync(IReadOnlyList<DemoFleet.DemoMember> members, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var people = new[] { Person("mia", "Mia Lindqvist", Roles.Lead), Person("jonas", "Jonas Weber", Roles.Technician), Person("emma", "Emma Rossi", Roles.EndUser) };
        var team = new Team { Name = "Operations" };
        db.Users.AddRange(people);
        db.Teams.Add(team);
        await db.SaveChangesAsync(cancellationToken);
        db.TeamMembers.AddRange(
            new TeamMember { TeamId = team.Id, UserId = people[0].Id, Role = TeamRole.Lead },
            new TeamMember { TeamId = team.Id, UserId = people[1].Id, Role = TeamRole.Member });
        var catalog = await DemoCatalog.WriteAsync(db, team.Id, cancellationToken);

        var rules = await db.Rules.ToDictionaryAsync(r => r.Key, cancellationToken);
        int Host(string name) => members.First(m => m.Profile.Name == name).HostId;
        const string Leaked = "Memory usage 76.4 % exceeded the limit of 75 %";
        for (var day = 28; day >= 1; day -= 3)
        {
            // People restarted it after an hour; of late a runbook does so at once, but for one time when it came too late.
            var (before, lasted) = day > 3 * MendedByItself ? (TimeSpan.FromHours(1), TimeSpan.FromHours(1)) : (TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(day == 7 ? 12 : 2));
            await PastAsync(db, rules["memory-high"], Host("web-2"), DemoSignal.LeakEnd(now.AddDays(-day)) - before, lasted, 76.4, Leaked, Leaked, people[1].Id, cancellationToken);
        }

        const string Busy = "CPU usage 96.2 % exceeded the limit of 90 %";
        await PastAsync(db, rules["cpu-high"], Host("build-1"), now.AddDays(-6), TimeSpan.FromMinutes(38), 96.2, Busy, Busy, people[1].Id, cancellationToken);
        var drive = await AskedAsync(db, "The shared drive is very slow this morning", "Opening a document takes a minute. It was fine yesterday.\n\n- on my notebook and on the one of Paul\n- only below `Projects`", TicketState.Open, TicketPriority.Medium, people[2].Id, people[1].Id, now.AddHours(-5), catalog.Files, cancellationToken);
        await DemoConversation.WriteAsync(db, drive, people, now, cancellationToken);
        await AskedAsync(db, "Please add a mailbox for the new colleague", "She starts on Monday and needs the same lists as I have.", TicketState.Pending, TicketPriority.Low, people[2].Id, people[0].Id, now.AddDays(-2), catalog.Accounts, cancellationToken);
        await AskedAsync(db, "Printer on the second floor prints blank pages", "Since the toner was changed.", TicketState.New, TicketPriority.Low, people[2].Id, null, now.AddMinutes(-40), catalog.Printer, cancellationToken);
        await DemoServiceLevels.WriteAsync(db, cancellationToken);
        await DemoAutomation.WriteAsync(db, team.Id, catalog.Printer, cancellationToken);
    }

    private static MonitorUser Person(string name, string displayName, string role) => new()
    {
        UserName = name,
        NormalizedUserName = name.ToUpperInvariant(),
        DisplayName = displayName,
        Role = role,
        SecurityStamp = Guid.NewGuid().ToString("N"),
    };

    /// <summary>A problem that is over, with its ticket.</summary>
    public static async Task<Problem> PastAsync(
        MonitorDb db, Rule rule, int hostId, DateTimeOffset began, TimeSpan lasted, double value, string title, string summary, int assignee, CancellationToken cancellationToken)
    {
        var fired = began + rule.Definition.For;
        var ended = fired + lasted;
        var ticket = new Ticket
        {
            Title = title, Description = summary, State = TicketState.Closed, Priority = TicketPriority.Medium, HostId = hostId, AssigneeUserId = assignee,
            Metric = rule.Definition.First.Metric, Value = value, Limit = rule.Definition.Mildest.Limit, CreatedAt = fired, UpdatedAt = ended.AddMinutes(30), ResolvedAt = ended,
            ClosedAt = ended.AddMinutes(30), Touched = true, FirstRespondedAt = fired.AddMinutes(12), LastRespondedAt = fired.AddMinutes(12),
        };
        db.Tickets.Add(ticket);
        await db.SaveChangesAsync(cancellationToken);
        db.TicketEntries.AddRange(
            new TicketEntry { TicketId = ticket.Id, At = fired, Kind = TicketEntryKind.Opened, Text = summary },
            new TicketEntry { TicketId = ticket.Id, At = fired.AddMinutes(12), UserId = assignee, Kind = TicketEntryKind.Comment, Text = "Looking at it: the application was restarted." },
            new TicketEntry { TicketId = ticket.Id, At = ended, Kind = TicketEntryKind.Report, Text = "The problem ended." },
            new TicketEntry { TicketId = ticket.Id, At = ended.AddMinutes(30), UserId = assignee, Kind = TicketEntryKind.Change, Text = "State: Resolved to Closed" });
        var problem = new Problem
        {
            Fingerprint = $"{hostId}/{rule.Key}/", HostId = hostId, RuleId = rule.Id, Metric = rule.Definition.First.Metric, Phase = ProblemPhase.Ended, Severity = rule.Definition.Mildest.Severity,
            Value = value, Limit = rule.Definition.Mildest.Limit, Summary = summary, BeganAt = began, FiringAt = fired, EndedAt = ended, TicketId = ticket.Id,
        };
        db.Problems.Add(problem);
        await db.SaveChangesAsync(cancellationToken);
        return problem;
    }

    /// <summary>Histories are read in the order in which they were written: what was written later and lies before comes to its place.</summary>
    public static async Task SortAsync(MonitorDb db, CancellationToken cancellationToken)
    {
        var over = db.TicketEntries.Where(e => db.Problems.Any(p => p.TicketId == e.TicketId && p.EndedAt != null));
        var entries = await over.AsNoTracking().OrderBy(e => e.At).ThenBy(e => e.Id).ToListAsync(cancellationToken);
        await over.ExecuteDeleteAsync(cancellationToken);
        db.TicketEntries.AddRange(entries.Select(e => new TicketEntry { TicketId = e.TicketId, At = e.At, UserId = e.UserId, Kind = e.Kind, Text = e.Text, IsInternal = e.IsInternal }));
        await db.SaveChangesAsync(cancellationToken);
    }

    private static async Task<Ticket> AskedAsync(
        MonitorDb db, string title, string text, TicketState state, TicketPriority priority, int requester, int? assignee, DateTimeOffset at, int categoryId,
        CancellationToken cancellationToken)
    {
        var ticket = new Ticket
        {
            Title = title, Description = text, State = state, Priority = priority, RequesterUserId = requester, AssigneeUserId = assignee,
            CreatedAt = at, UpdatedAt = at, Touched = true, CategoryId = categoryId, PendingReason = state == TicketState.Pending ? PendingReason.Customer : null,
        };
        db.Tickets.Add(ticket);
        await db.SaveChangesAsync(cancellationToken);
        db.TicketEntries.Add(new TicketEntry { TicketId = ticket.Id, At = at, UserId = requester, Kind = TicketEntryKind.Opened, Text = "Opened by Emma Rossi." });
        await db.SaveChangesAsync(cancellationToken);
        return ticket;
    }
}
