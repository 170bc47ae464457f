using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Service;
using Monitor.Tests.Intake;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Service.Admin;

namespace Monitor.Tests.Tickets.Service;

[Collection(Suite.Name)]
public sealed class ServiceLevelApiTests(TestApplication application)
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task Levels_calendars_and_the_clocks_of_a_ticket_are_read_over_HTTP_and_the_requester_sees_no_clocks()
    {
        var (admin, requester) = (await application.CreateUserAsync(Roles.Admin), await application.CreateUserAsync(Roles.EndUser));
        var name = $"Level {Guid.NewGuid():N}";
        var calendar = await PromiseAsync(admin, requester, name);
        var number = (await application.Services.GetRequiredService<TicketDesk>().OpenAsync(
            Of(requester), new NewTicket("Printer", "", TicketPriority.Medium, null, Guid.NewGuid()), Never)).Number;
        using var client = await application.SignInAsync(admin);
        var level = Named(await client.GetFromJsonAsync<JsonElement>("api/v1/service-levels"), name);
        Assert.Equal((3600.0, JsonValueKind.Null), (level.GetProperty("firstResponseSeconds").GetDouble(), level.GetProperty("resolutionSeconds").ValueKind));
        Assert.Equal("15 min before first response is due: tell the leads", level.GetProperty("steps")[0].GetProperty("words").GetString());
        var hours = Named(await client.GetFromJsonAsync<JsonElement>("api/v1/calendars"), calendar);
        Assert.Equal((true, name), (hours.GetProperty("open").GetBoolean(), hours.GetProperty("usedBy")[0].GetString()));
        var clock = Assert.Single((await client.GetFromJsonAsync<JsonElement>($"api/v1/tickets/{number}")).GetProperty("clocks").EnumerateArray());
        Assert.Equal(("FirstResponse", name, false), (clock.GetProperty("clock").GetString(), clock.GetProperty("serviceLevel").GetString(), clock.GetProperty("paused").GetBoolean()));
        Assert.Equal(TimeSpan.FromHours(1), clock.GetProperty("dueAt").GetDateTimeOffset() - clock.GetProperty("startedAt").GetDateTimeOffset());
        using var own = await application.SignInAsync(requester);
        Assert.Empty((await own.GetFromJsonAsync<JsonElement>($"api/v1/tickets/{number}")).GetProperty("clocks").EnumerateArray());
    }

    private static JsonElement Named(JsonElement page, string name) => page.GetProperty("items").EnumerateArray().Single(i => i.GetProperty("name").GetString() == name);

    private static Actor Of(TestUser user) => new(user.Id, user.Name, user.Role, "");

    /// <summary>Returns the name of the calendar.</summary>
    private async Task<string> PromiseAsync(TestUser admin, TestUser requester, string name)
    {
        await using var db = await TestAgent.OpenAsync(application);
        var team = new Team { Name = $"Customers {Guid.NewGuid():N}" };
        db.Teams.Add(team);
        await db.SaveChangesAsync();
        db.TeamMembers.Add(new TeamMember { TeamId = team.Id, UserId = requester.Id });
        await db.SaveChangesAsync();
        var calendar = await application.Services.GetRequiredService<CalendarDesk>().SaveAsync(Of(admin), null, null, new CalendarWish($"Hours of {name}", "Europe/Berlin", "", ""), Never);
        var level = await application.Services.GetRequiredService<PolicyDesk>().SaveAsync(Of(admin), null, null, new PolicyWish
        {
            Name = name, IsEnabled = true, RequesterTeamId = team.Id, CalendarId = calendar.Id, FirstResponse = TimeSpan.FromHours(1),
            Steps = [SlaStage.Step(SlaClock.FirstResponse, -15, EscalationAction.TellLeads)],
        }, Never);
        Assert.True(level.IsDone, string.Join(' ', level.Messages));
        return $"Hours of {name}";
    }
}
