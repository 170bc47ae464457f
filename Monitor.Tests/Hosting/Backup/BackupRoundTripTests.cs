using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;

namespace Monitor.Tests.Hosting.Backup;

public sealed class BackupRoundTripTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Fault_59_A_restored_database_is_table_by_table_the_one_that_was_backed_up()
    {
        await FillAsync();
        await using var target = await EmptyDatabase.CreateAsync();
        var folder = TestFolders.Create("backup");
        var path = Path.Combine(folder, "whole.tar");
        var manifest = await Web.Hosting.Backup.WriteAsync(path, database.OwnerConnectionString, TimeProvider.System, default);
        Assert.Equal([path], Directory.GetFiles(folder));
        Assert.Equal("11111111-2222-3333-4444-555555555555", manifest.Keys.Session);
        Assert.Equal("abcdef0123456789", manifest.Keys.Master);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        await DatabaseRestore.ReadAsync(path, target.Owner, default);
        var (before, after) = (await Contents.ReadAsync(database.OwnerConnectionString), await Contents.ReadAsync(target.Owner));
        Assert.Equal(before, after);
        Assert.True(before.Count(t => t.Value.Rows > 0) > 15, string.Join(", ", before.Where(t => t.Value.Rows > 0).Select(t => t.Key)));
        await DatabaseMigration.RunAsync(target.Owner, target.App, default);

        // It goes on where it stood: sequences, keys, rights, partitions.
        var number = await Contents.ScalarAsync<long>(database.OwnerConnectionString, "SELECT nextval('ticket_numbers')");
        Assert.Equal(number, await target.ScalarAsync<long>("SELECT nextval('ticket_numbers')"));
        await Contents.ExecuteAsync(target.App, "INSERT INTO teams (name) VALUES ('after')");
        await Contents.ExecuteAsync(target.App, "SELECT ensure_partition('hot_ticks', '2026-11-20 12:30:00Z')");
        await Contents.ExecuteAsync(target.App, "INSERT INTO hot_ticks VALUES (1, '2026-11-20 10:31:00Z', '\\x00'), (1, '2026-11-20 12:31:00Z', '\\x00')");
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => Contents.ExecuteAsync(target.App, "DELETE FROM audit"));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => target.ExecuteAsync("INSERT INTO nobodys_table (parent) VALUES (99)"));
        TestFolders.Delete(folder);
    }

    /// <summary>Rows of all kinds, texts and numbers that are easily broken, partitions, and tables that no migration knows.</summary>
    private async Task FillAsync()
    {
        await using var db = database.CreateDb();
        var host = new Host { Name = "a\"b'c\\ü\u4e2d\t\n", Key = Guid.NewGuid(), GroupId = HostGroup.FleetId };
        db.Hosts.Add(host);
        await db.SaveChangesAsync();
        db.HostTags.Add(new HostTag { HostId = host.Id, Key = "", Value = "\\N" });
        db.HostStates.Add(new HostState { HostId = host.Id, Name = "n", Text = "", Since = DateTimeOffset.UnixEpoch });
        var stream = new MetricStream { HostId = host.Id, Kind = "agent" };
        db.Streams.Add(stream);
        await db.SaveChangesAsync();
        db.Series.Add(new Series { StreamId = stream.Id, Ordinal = 0, Metric = "cpu.used_percent", Labels = "" });
        var ticket = new Ticket { Number = await database.ScalarAsync<int>("SELECT nextval('ticket_numbers')::int"), Title = "t", HostId = host.Id, Value = double.NegativeInfinity, Limit = -0.0 };
        db.Tickets.Add(ticket);
        await db.SaveChangesAsync();
        db.TicketEntries.Add(new TicketEntry { TicketId = ticket.Id, Text = new string('x', TicketEntry.TextLength) });
        db.Teams.Add(new Team { Name = "Night" });
        await db.SaveChangesAsync();
        await Contents.ExecuteAsync(database.OwnerConnectionString, $$"""
            INSERT INTO audit (at, actor, act, subject, subject_id, address, after) VALUES (now(), 'a', 'b', 'c', '', '', '{"deep": [1, null]}');
            INSERT INTO outbox (kind, key, payload, created_at) VALUES ('k', 'k', '{}', now());
            INSERT INTO key_ring (friendly_name, xml) VALUES ('older', '<key id="00000000-2222-3333-4444-555555555555"><activationDate>2020-01-01T00:00:00Z</activationDate></key>'),
                ('current', '<key id="11111111-2222-3333-4444-555555555555"><activationDate>2021-01-01T00:00:00Z</activationDate><d><aesGcm key="abcdef0123456789">x</aesGcm></d></key>'),
                ('next', '<key id="22222222-2222-3333-4444-555555555555"><activationDate>2999-01-01T00:00:00Z</activationDate></key>');
            INSERT INTO qrtz_calendars (sched_name, calendar_name, calendar) VALUES ('monitor', 'c', '\x00ff');
            SELECT ensure_partition('hot_ticks', '2026-11-20 10:00:00Z'), ensure_partition('hot_ticks', '2026-11-20 11:00:00Z'), ensure_partition('process_ticks', '2026-11-20 10:00:00Z');
            INSERT INTO hot_ticks SELECT {{stream.Id}}, '2026-11-20 10:00:00Z'::timestamptz + i * interval '20 ms', sha256(i::text::bytea) || decode(repeat('00ff', 60), 'hex') FROM generate_series(1, 60000) AS i;
            INSERT INTO process_ticks VALUES ({{host.Id}}, '2026-11-20 10:00:00Z', '');
            INSERT INTO late_ticks VALUES ({{stream.Id}}, 'infinity', '\x01'), ({{stream.Id}}, '-infinity', '\x02');
            CREATE TABLE "Nobody's parent" ("Id" integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, doubled integer GENERATED ALWAYS AS (7 * 6) STORED, "Word" varchar(9) DEFAULT 'x''y' CHECK ("Word" <> ''));
            CREATE TABLE nobodys_table (id bigserial PRIMARY KEY, parent integer REFERENCES "Nobody's parent", gone text, n numeric(9, 3) NOT NULL DEFAULT 0);
            CREATE INDEX nobodys_index ON nobodys_table (lower(gone)) WHERE n > 0;
            ALTER TABLE nobodys_table DROP COLUMN gone;
            INSERT INTO "Nobody's parent" DEFAULT VALUES;
            INSERT INTO nobodys_table (parent, n) VALUES (1, 'NaN'), (NULL, 1.125);
            CREATE TABLE tree (region text, at date, v int) PARTITION BY LIST (region);
            CREATE TABLE tree_north PARTITION OF tree FOR VALUES IN ('north', 'o''neill') PARTITION BY RANGE (at);
            CREATE TABLE tree_north_old PARTITION OF tree_north FOR VALUES FROM (MINVALUE) TO ('2026-01-01');
            CREATE TABLE tree_rest PARTITION OF tree DEFAULT;
            INSERT INTO tree VALUES ('north', '2025-01-01', 1), ('o''neill', '2020-01-01', NULL), ('elsewhere', NULL, 3);
            """);
    }
}
