using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Monitor.Data.Sql;

/// <summary>Notices in the bell were deliveries, one for each reader: the lines that say the same become one with all of them.</summary>
[DbContext(typeof(MonitorDb))]
[Migration("20261129005741_BellTables")]
internal sealed class BellTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        INSERT INTO bell_notices (announcement_id, text, address, ticket_id, created_at, user_ids)
        SELECT split_part(key, '/', 1)::bigint, subject, min(address), min(ticket_id), min(created_at), array_agg(DISTINCT user_id)
        FROM deliveries WHERE channel = 'bell' AND ticket_id IS NOT NULL AND user_id IS NOT NULL AND key ~ '^[0-9]+/user/'
        GROUP BY split_part(key, '/', 1), subject ORDER BY min(id);
        DELETE FROM deliveries WHERE channel = 'bell';
        """);
}
