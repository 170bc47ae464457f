using Monitor.Domain.Access;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Tests.Problems;

namespace Monitor.Tests.Tickets;

/// <summary>A category below another that has a team: the upper one asks for a room, the lower one for a number of pages.</summary>
internal static class TestCategory
{
    public static async Task<(string Run, int Below, int Team, int Room, int Pages)> MakeAsync(ActingFloor floor)
    {
        var run = Guid.NewGuid().ToString("N")[..8];
        await using var db = floor.Db();
        var team = new Team { Name = "Devices " + run };
        db.Teams.Add(team);
        await db.SaveChangesAsync();
        var top = new TicketCategory { Name = "Hardware " + run, TeamId = team.Id };
        db.TicketCategories.Add(top);
        await db.SaveChangesAsync();
        var below = new TicketCategory { Name = "Printer", ParentId = top.Id };
        db.TicketCategories.Add(below);
        await db.SaveChangesAsync();
        var room = new TicketField { Name = "Room", CategoryId = top.Id, IsRequired = true };
        var pages = new TicketField { Name = "Pages", CategoryId = below.Id, Kind = TicketFieldKind.Number };
        db.TicketFields.AddRange(room, pages);
        await db.SaveChangesAsync();
        return (run, below.Id, team.Id, room.Id, pages.Id);
    }
}
