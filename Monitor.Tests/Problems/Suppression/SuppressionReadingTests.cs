using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Suppression;
using Monitor.Web.Problems.Suppression;

namespace Monitor.Tests.Problems.Suppression;

public sealed class SuppressionReadingTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task What_the_tables_hold_becomes_the_reasons_now_and_for_a_moment_of_the_past()
    {
        var now = floor.Clock.GetUtcNow();
        var child = await floor.HostAsync("shop-1");
        var parent = await floor.HostAsync("gw-shop");
        var subject = new SuppressionSubject(child.Id, "disk-full", "disk.used_percent", "mount=\"/\"", Severity.Warning);
        await using var db = floor.Db();
        Assert.Empty((await SuppressionReading.ReadAsync(db, now, Never)).ReasonsFor(subject, now));

        var author = await floor.PersonAsync(Monitor.Domain.Access.Roles.Technician);
        db.HostTags.Add(new HostTag { HostId = child.Id, Key = "role", Value = "shop" });
        db.HostLinks.Add(new HostLink { ChildId = child.Id, ParentId = parent.Id });
        db.Silences.Add(new Silence
        {
            Matchers = "tag.role=shop\nlabel.mount=/", Reason = "disk exchange", AuthorUserId = author.UserId, CreatedAt = now, StartsAt = now, EndsAt = now.AddHours(1),
        });
        db.Maintenance.Add(new MaintenanceWindow
        {
            Name = "Patch night", Matchers = "host=shop-*", Zone = "Europe/Berlin", StartsLocal = DateTime.SpecifyKind(now.UtcDateTime.AddHours(1), DateTimeKind.Unspecified), Duration = TimeSpan.FromHours(1), CreatedAt = now,
        });
        db.Maintenance.Add(new MaintenanceWindow
        {
            Name = "Patch day", Matchers = "host~shop-*", Zone = "Europe/Berlin", StartsLocal = DateTime.SpecifyKind(now.UtcDateTime.AddHours(1), DateTimeKind.Unspecified),
            Duration = TimeSpan.FromHours(1), CreatedAt = now, Recurrence = "FREQ=DAILY",
        });
        await db.SaveChangesAsync();
        var silent = await floor.BreachAsync(parent, "host-silent", "", 300);
        await floor.Ledger.OpenAsync(silent, Never);

        var reasons = (await SuppressionReading.ReadAsync(db, now, Never)).ReasonsFor(subject, now);
        Assert.Equal([SuppressionKind.Maintenance, SuppressionKind.Silence, SuppressionKind.Dependency], reasons.Select(r => r.Kind));
        Assert.StartsWith("silenced by Technician until", reasons[1].Text, StringComparison.Ordinal);
        Assert.Equal(parent.Id, reasons[2].DownHostId);

        // The parent is back and the silence was ended; what held a quarter of an hour ago is still known.
        floor.Clock.Advance(TimeSpan.FromMinutes(15));
        await floor.Ledger.EndAsync(silent, floor.Clock.GetUtcNow(), "The host sends again.", null, Never);
        await db.Silences.ExecuteUpdateAsync(set => set.SetProperty(s => s.EndsAt, floor.Clock.GetUtcNow()));
        var after = floor.Clock.GetUtcNow();
        Assert.Equal([SuppressionKind.Maintenance], (await SuppressionReading.ReadAsync(db, after, Never)).ReasonsFor(subject, after).Select(r => r.Kind));
        var past = await SuppressionReading.ReadPastAsync(db, now.AddMinutes(5), Never);
        Assert.Equal(3, past.ReasonsFor(subject, now.AddMinutes(5)).Count);
    }
}
