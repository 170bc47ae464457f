using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Monitor.Tests.Hosting.Backup;
using Monitor.Web.Hosting;

namespace Monitor.Tests.Notifications;

/// <summary>What was in the bell before it had a table of its own.</summary>
public sealed class OldNoticesTests
{
    private const string BeforeTheBell = "20261128221331_Ticket_queues";

    [Fact]
    public async Task Notices_of_the_version_before_stay_in_the_bell_and_letters_stay_letters()
    {
        await using var database = await EmptyDatabase.CreateAsync();
        await using (var old = database.Open())
        {
            await old.GetService<IMigrator>().MigrateAsync(BeforeTheBell);
        }

        await database.ExecuteAsync("""
            INSERT INTO users (id, user_name, display_name, role, created_at, email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count, time_zone, wants_mail, culture)
                SELECT i, 'p' || i, '', 'Technician', now(), false, false, false, false, 0, '', true, '' FROM generate_series(1, 3) i;
            INSERT INTO tickets (id, number, title, description, state, priority, created_at, updated_at, touched) VALUES (5, 5, 'Printer', '', 'New', 'Medium', now(), now(), true);
            INSERT INTO deliveries (key, channel, user_id, ticket_id, subject, text, address, created_at, attempts, error) VALUES
                ('41/user/1', 'bell', 1, 5, 'New ticket #5 Printer', '', '/tickets/5', now(), 0, ''), ('41/user/2', 'bell', 2, 5, 'New ticket #5 Printer', '', '/tickets/5', now(), 0, ''),
                ('41/user/3', 'bell', 3, 5, 'Your ticket #5', '', '/tickets/5', now(), 0, ''), ('41/user/1', 'mail', 1, 5, '[#5] Printer', 'Text', '/tickets/5', now(), 1, '');
            """);
        await DatabaseMigration.RunAsync(database.Owner, database.App, CancellationToken.None);

        await using var db = database.Open();
        var lines = await db.BellNotices.OrderBy(n => n.Id).ToListAsync();
        Assert.Equal([(41L, "New ticket #5 Printer", "1 2"), (41L, "Your ticket #5", "3")], lines.Select(n => (n.AnnouncementId, n.Text, string.Join(' ', n.UserIds))));
        Assert.Equal("[#5] Printer", (await db.Deliveries.SingleAsync()).Subject);
    }
}
