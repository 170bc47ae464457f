using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Tests.Problems;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Access.People;
using Monitor.Web.Metrics;

namespace Monitor.Tests.Access;

/// <summary>An empty scope is everything: what somebody is being limited to at this very moment must not vanish from under it.</summary>
public sealed class DeletedScopeTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Attack_24_A_group_or_team_to_which_a_person_is_being_limited_is_not_deleted(bool isGroup)
    {
        var person = await floor.PersonAsync(Roles.Technician);
        await using var db = floor.Db();
        var group = new HostGroup { Name = $"g-{Guid.NewGuid():N}", ParentId = HostGroup.FleetId };
        var team = new Team { Name = $"t-{Guid.NewGuid():N}" };
        db.AddRange(group, team);
        await db.SaveChangesAsync();

        await using var transaction = await db.Database.BeginTransactionAsync();
        db.UserScopes.Add(new UserScope { UserId = person.UserId!.Value, GroupId = isGroup ? group.Id : null, TeamId = isGroup ? null : team.Id });
        await db.SaveChangesAsync();
        var deleting = isGroup ? DeleteGroupAsync(group.Id) : DeleteTeamAsync(team.Id);
        await Eventually.TrueAsync(async () => deleting.IsCompleted || await WaitingAsync() > 0);
        await transaction.CommitAsync();

        Assert.NotNull(await deleting);
        Assert.True(await db.UserScopes.AnyAsync(s => s.UserId == person.UserId));
    }

    private async Task<string?> DeleteGroupAsync(int id) =>
        (await new GroupDesk(floor.Contexts, floor.Ledger, new AuditLog(floor.Clock), floor.Live).DeleteAsync(Actor.System, id, Never)) is { IsDone: false } refused ? refused.Message ?? "" : null;

    private Task<string?> DeleteTeamAsync(int id) => new TeamDesk(floor.Contexts, new AuditLog(floor.Clock)).DeleteAsync(Actor.System, id, Never);

    private async Task<int> WaitingAsync()
    {
        await using var db = floor.Db();
        return await db.Database.SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").SingleAsync();
    }
}
