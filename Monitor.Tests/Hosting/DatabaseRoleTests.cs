using Monitor.Tests.Support;
using Npgsql;

namespace Monitor.Tests.Hosting;

public sealed class DatabaseRoleTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData("UPDATE audit SET actor = 'someone else'")]
    [InlineData("DELETE FROM audit")]
    [InlineData("TRUNCATE audit")]
    [InlineData("DROP TABLE hot_ticks")]
    [InlineData("CREATE TABLE mine (id int)")]
    [InlineData("ALTER TABLE hosts ADD COLUMN mine int")]
    public async Task The_application_role_may_not(string statement)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.ScalarAsync<object>(statement));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task The_application_role_adds_and_reads_audit_rows_and_makes_partitions_through_the_two_functions()
    {
        await database.ScalarAsync<object>("INSERT INTO audit (at, actor, act, subject, subject_id, address) VALUES (now(), 'a', 'b', 'c', '', '')");
        await database.ScalarAsync<object>("SELECT ensure_partition('hot_ticks', '2026-11-20 10:30:00Z')");
        await database.ScalarAsync<object>("INSERT INTO hot_ticks VALUES (1, '2026-11-20 10:31:00Z', '\\x00')");
        Assert.Equal(1L, await database.ScalarAsync<long>("SELECT count(*) FROM audit WHERE actor = 'a'"));
        await database.ScalarAsync<object>("SELECT drop_partition('hot_ticks', 'hot_ticks_2026112010')");
        Assert.Equal(0L, await database.ScalarAsync<long>("SELECT count(*) FROM hot_ticks"));
    }
}
