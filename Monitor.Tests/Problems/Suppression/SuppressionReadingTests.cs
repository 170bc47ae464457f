using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Suppression;
using Monitor.Web.Live;
using Monitor.Web.Problems.Suppression;

namespace Monitor.Tests.Problems.Suppression;

public sealed class SuppressionReadingTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task What_the_tables_hold_becomes_the_reasons_and_a_change_is_seen_at_once()
    {
        var now = floor.Clock.GetUtcNow();
        var child = await floor.HostAsync("shop-1");
        var parent = await floor.HostAsync("gw-shop");
        using var suppressions = new Suppressions(floor.Contexts, floor.Live, floor.Clock);
        var subject = new SuppressionSubject(child.Id, "disk-full", "disk.used_percent", "mount=\"/\"", Severity.Warning);
        Assert.Empty((await suppressions.GetAsync(Never)).ReasonsFor(subject, now));

        var author = await floor.PersonAsync(Monitor.Domain.Access.Roles.Technician);
        await using var db = floor.Db();
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
        await floor.Ledger.OpenAsync(await floor.BreachAsync(parent, "host-silent", "", 300), Never);
        floor.Live.Publish(LiveFeed.Suppression);

        var reasons = (await suppressions.GetAsync(Never)).ReasonsFor(subject, now);
        Assert.Equal([SuppressionKind.Maintenance, SuppressionKind.Silence, SuppressionKind.Dependency], reasons.Select(r => r.Kind));
        Assert.StartsWith("silenced by Technician until", reasons[1].Text, StringComparison.Ordinal);
        Assert.Equal(parent.Id, reasons[2].DownHostId);

        // Another node's change is seen within a minute.
        await db.HostLinks.Where(l => l.ChildId == child.Id).ExecuteDeleteAsync();
        Assert.Equal(3, (await suppressions.GetAsync(Never)).ReasonsFor(subject, now).Count);
        floor.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(2, (await suppressions.GetAsync(Never)).ReasonsFor(subject, now).Count);
    }
}
