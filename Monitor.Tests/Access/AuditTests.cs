using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Access.Audit;
using Monitor.Web.Access.People;
using Npgsql;

namespace Monitor.Tests.Access;

public sealed class AuditTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private TeamDesk Desk => new(database.Factory, new AuditLog(TimeProvider.System));

    private async Task OwnerAsync(string statement)
    {
        await using var source = NpgsqlDataSource.Create(database.OwnerConnectionString);
        await using var command = source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }

    [Fact]
    public async Task Fault_57_A_crash_between_change_and_audit_leaves_neither()
    {
        // The connection dies while the audit row is written: what a killed process or a lost server looks like to the transaction.
        await OwnerAsync("""
            CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF NEW.after->>'Name' = 'doomed' THEN
                    PERFORM pg_terminate_backend(pg_backend_pid());
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER die BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION die();
            """);
        await Assert.ThrowsAnyAsync<Exception>(() => Desk.CreateAsync(Actor.System, "doomed", CancellationToken.None));
        Assert.Null(await Desk.CreateAsync(Actor.System, "saved", CancellationToken.None));
        await using var db = database.CreateDb();
        Assert.False(await db.Teams.AnyAsync(t => t.Name == "doomed"));
        Assert.DoesNotContain(await db.Audit.ToListAsync(), a => a.After!.Contains("doomed", StringComparison.Ordinal));
        Assert.True(await db.Teams.AnyAsync(t => t.Name == "saved"));
        Assert.Single(await db.Audit.Where(a => a.Act == "team.created").ToListAsync(), a => a.After!.Contains("saved", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_change_that_fails_leaves_no_audit_row()
    {
        Assert.Null(await Desk.CreateAsync(Actor.System, "twice", CancellationToken.None));
        Assert.NotNull(await Desk.CreateAsync(Actor.System, "twice", CancellationToken.None));
        await using var db = database.CreateDb();
        Assert.Single(await db.Audit.Where(a => a.Act == "team.created").ToListAsync(), a => a.After!.Contains("twice", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_team_in_a_scope_is_not_deleted_because_its_people_would_then_see_everything()
    {
        await Desk.CreateAsync(Actor.System, "scoped", CancellationToken.None);
        await using var db = database.CreateDb();
        var team = await db.Teams.SingleAsync(t => t.Name == "scoped");
        var user = new Data.MonitorUser { UserName = "s", NormalizedUserName = "S", Role = Roles.Viewer };
        db.Users.Add(user);
        await db.SaveChangesAsync();
        db.UserScopes.Add(new UserScope { UserId = user.Id, TeamId = team.Id });
        await db.SaveChangesAsync();
        Assert.NotNull(await Desk.DeleteAsync(Actor.System, team.Id, CancellationToken.None));
        Assert.True(await db.Teams.AnyAsync(t => t.Id == team.Id));
    }

    [Fact]
    public async Task What_rows_tell_by_id_has_the_name_of_now_and_none_where_it_is_gone()
    {
        await Desk.CreateAsync(Actor.System, "named", CancellationToken.None);
        await using var db = database.CreateDb();
        var row = Assert.Single(await db.Audit.Where(a => a.Act == "team.created").ToListAsync(), a => a.After!.Contains("named", StringComparison.Ordinal));
        row.After = """{"HostId":999999,"GroupId":999999,"ServiceId":999999,"CategoryId":999999,"CalendarId":999999,"RunbookId":999999,"OwnerUserId":999999}""";
        var names = await new AuditNames(database.Factory).ReadAsync(Actor.System, [row], CancellationToken.None);
        Assert.Equal(("named", 1), (names[AuditNames.Subject(row)!.Value], names.Count));
        await Assert.ThrowsAsync<AccessRefusedException>(() => new AuditNames(database.Factory).ReadAsync(new Actor(1, "viewer", Roles.Viewer, ""), [row], CancellationToken.None));
    }

    [Fact]
    public async Task A_command_without_the_permission_changes_nothing()
    {
        var viewer = new Actor(1, "viewer", Roles.Viewer, "");
        await Assert.ThrowsAsync<AccessRefusedException>(() => Desk.CreateAsync(viewer, "mine", CancellationToken.None));
        await using var db = database.CreateDb();
        Assert.False(await db.Teams.AnyAsync(t => t.Name == "mine"));
    }
}
