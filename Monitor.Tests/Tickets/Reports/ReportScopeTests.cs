using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Service;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Tickets.Reports;

namespace Monitor.Tests.Tickets.Reports;

public sealed class ReportScopeTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private ReportQueries Reports => new(floor.Contexts, floor.Clock);

    [Theory]
    [InlineData(Roles.EndUser, false)]
    [InlineData(Roles.Viewer, false)]
    [InlineData(Roles.Technician, false)]
    [InlineData(Roles.Lead, true)]
    [InlineData(Roles.Admin, true)]
    public async Task Attack_24_Figures_over_many_tickets_are_for_leads_and_administrators(string role, bool may)
    {
        var actor = await floor.PersonAsync(role);
        if (may)
        {
            Assert.NotNull(await Reports.ReadAsync(actor, new ReportAsk(), TimeZoneInfo.Utc, Never));
            Assert.NotNull(await Reports.ChoicesAsync(actor, Never));
            return;
        }

        await Assert.ThrowsAsync<AccessRefusedException>(() => Reports.ReadAsync(actor, new ReportAsk(), TimeZoneInfo.Utc, Never));
        await Assert.ThrowsAsync<AccessRefusedException>(() => Reports.ChoicesAsync(actor, Never));
    }

    [Fact]
    public async Task Attack_24_Tickets_promises_and_ratings_outside_the_scope_are_in_no_figure()
    {
        await using var db = floor.Db();
        var (mine, theirs) = (new HostGroup { Name = "mine", ParentId = HostGroup.FleetId }, new HostGroup { Name = "theirs", ParentId = HostGroup.FleetId });
        db.HostGroups.AddRange(mine, theirs);
        var team = new Team { Name = "team" };
        db.Teams.Add(team);
        await db.SaveChangesAsync();
        var below = new HostGroup { Name = "below", ParentId = mine.Id };
        db.HostGroups.Add(below);
        await db.SaveChangesAsync();
        var (own, foreign) = (await floor.HostAsync("own"), await floor.HostAsync("foreign"));
        (own.GroupId, foreign.GroupId) = (below.Id, theirs.Id);
        db.Hosts.UpdateRange(own, foreign);
        var calendar = new ServiceCalendar { Name = "always", Zone = "UTC" };
        db.ServiceCalendars.Add(calendar);
        await db.SaveChangesAsync();
        var policy = new SlaPolicy { Name = "level", CalendarId = calendar.Id };
        db.SlaPolicies.Add(policy);
        var tickets = new[] { Ticket(own.Id), Ticket(own.Id), Ticket(foreign.Id), Ticket(null, team.Id) };
        db.Tickets.AddRange(tickets);
        await db.SaveChangesAsync();
        foreach (var ticket in tickets)
        {
            db.SlaTimers.Add(new SlaTimer { TicketId = ticket.Id, PolicyId = policy.Id, Clock = SlaClock.Resolution, StartedAt = ticket.CreatedAt, MetAt = ticket.ResolvedAt });
            db.TicketRatings.Add(new TicketRating
            {
                TicketId = ticket.Id, SecretHash = new byte[32], Score = 5, Comment = "good", CreatedAt = ticket.CreatedAt, RatedAt = ticket.ResolvedAt, ExpiresAt = ticket.CreatedAt.AddDays(14),
            });
        }

        await db.SaveChangesAsync();
        var lead = await floor.PersonAsync(Roles.Lead);
        Assert.Equal((4, 4, 4, 4, 3), await CountAsync(lead, new ReportAsk()));
        Assert.Equal((2, 2, 2, 2, 1), await CountAsync(lead with { GroupIds = [mine.Id] }, new ReportAsk()));
        Assert.Equal((1, 1, 1, 1, 1), await CountAsync(lead with { TeamIds = [team.Id] }, new ReportAsk()));
        Assert.Equal((2, 2, 2, 2, 1), await CountAsync(lead, new ReportAsk { GroupId = mine.Id }));
        Assert.Equal((0, 0, 0, 0, 0), await CountAsync(lead with { GroupIds = [theirs.Id] }, new ReportAsk { GroupId = mine.Id }));
        Assert.Equal(["Fleet / mine", "Fleet / mine / below"], (await Reports.ChoicesAsync(lead with { GroupIds = [mine.Id] }, Never)).Groups.Select(g => g.Name));

        async Task<(int Created, int Solved, int Kept, int Ratings, int Hosts)> CountAsync(Actor actor, ReportAsk ask)
        {
            var figures = await Reports.ReadAsync(actor, ask, TimeZoneInfo.Utc, Never);
            Assert.Equal(figures.All.Kept, figures.Promises.Sum(p => p.Kept));
            Assert.Equal(figures.All.Created, figures.Steps.Sum(s => s.Created));
            Assert.Equal(figures.Ratings.Count, figures.Ratings.RemarkCount);
            return (figures.All.Created, figures.All.Solved, figures.All.Kept, figures.Ratings.Count, figures.Hosts.Total);
        }
    }

    private Ticket Ticket(int? host, int? team = null)
    {
        var now = floor.Clock.GetUtcNow();
        return new() { Title = "t", HostId = host, TeamId = team, CreatedAt = now.AddHours(-2), UpdatedAt = now, ResolvedAt = now.AddHours(-1), State = TicketState.Resolved };
    }
}
