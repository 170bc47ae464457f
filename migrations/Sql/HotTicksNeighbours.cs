using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Monitor.Data.Sql;

/// <summary>
/// The key of open hours: the same columns, but eight streams that follow each other share a place of the index, in the order of time. What hosts bring together then goes to few
/// pages of it, and not to one for each host.
/// </summary>
[DbContext(typeof(MonitorDb))]
[Migration("20261130160000_HotTicksNeighbours")]
internal sealed class HotTicksNeighbours : Migration
{
    /// <summary>Nobody writes meanwhile: the lock that the last step needs is had before the work, and not asked for after it.</summary>
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        LOCK TABLE hot_ticks IN ACCESS EXCLUSIVE MODE;
        CREATE UNIQUE INDEX hot_ticks_neighbours ON hot_ticks ((stream_id >> 3), ts, stream_id);
        ALTER TABLE hot_ticks DROP CONSTRAINT hot_ticks_pkey;
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        ALTER TABLE hot_ticks ADD PRIMARY KEY (stream_id, ts);
        DROP INDEX hot_ticks_neighbours;
        """);
}
