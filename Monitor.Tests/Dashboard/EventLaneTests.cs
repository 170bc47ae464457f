using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Rules;
using Monitor.Domain.Problems.Suppression;
using Monitor.Tests.Logs.Desk;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Dashboard.Lane;
using Monitor.Web.Store;

namespace Monitor.Tests.Dashboard;

[Collection(Suite.Name)]
public sealed class EventLaneTests(TestApplication application)
{
    [Fact]
    public void A_long_text_of_the_lane_is_cut_between_characters_and_is_one_line()
    {
        Assert.Equal(new string('a', 158) + "…", LaneWords.Short(new string('a', 158) + "😀 and more"));
        Assert.Equal("a b", LaneWords.Short("a\n\u202eb"));
    }

    [Theory]
    [InlineData("files.growing", "Files grow", "warning")]
    [InlineData("config.changed", "Configuration", "accent")]
    [InlineData("config", "Configuration", "accent")]
    [InlineData("maintenance", "Maintenance note", "accent")]
    [InlineData("deploy", "Deploy", "accent")]
    [InlineData("log.burst", "Burst in logs", "warning")]
    [InlineData("log.new_error", "New error in logs", "warning")]
    public void What_is_told_of_a_host_has_a_word_and_a_colour(string kind, string title, string tone) => Assert.Equal((title, tone), (LaneWords.Title(kind), LaneWords.Tone(kind)));

    [Fact]
    public async Task The_lane_holds_what_happened_maintenance_with_its_own_times_and_what_people_changed_of_rules_and_nothing_of_others()
    {
        using var mine = await LogStage.CreateAsync(application);
        using var theirs = await LogStage.CreateAsync(application);
        var now = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        var admin = await application.CreateUserAsync(Roles.Admin);
        var name = $"lane {Guid.NewGuid():N}";
        await using (var db = application.Database.CreateDb())
        {
            db.Events.AddRange(
                new HostEvent { HostId = mine.HostId, At = now.AddMinutes(-10), Kind = "host.rebooted", Text = "mine" }, new HostEvent { HostId = mine.HostId, At = now.AddHours(-3), Kind = "deploy", Text = "too old" },
                new HostEvent { HostId = theirs.HostId, At = now.AddMinutes(-10), Kind = "deploy", Text = "theirs" });
            db.Maintenance.Add(new MaintenanceWindow
            {
                Name = name, Matchers = $"host={mine.HostName}", StartsLocal = DateTime.SpecifyKind(now.UtcDateTime.AddMinutes(-90), DateTimeKind.Unspecified), Duration = TimeSpan.FromHours(1), Zone = "UTC", CreatedAt = now.AddHours(-2),
            });
            var rule = await db.Rules.AsNoTracking().FirstAsync(r => r.Key == "cpu-high");
            rule.UpdatedAt = now.AddMinutes(-5);
            rule.Version = 1_000_000 + mine.HostId;
            db.RuleVersions.Add(RuleVersion.Of(rule, admin.Id, "changed", name));
            await db.SaveChangesAsync();
        }

        var lead = await application.CreateUserAsync(Roles.Lead, groups: [mine.GroupId]);
        var actor = new Actor(lead.Id, lead.Name, lead.Role, "") { GroupIds = [mine.GroupId] };
        var range = new TimeRange(now.AddHours(-1), now);
        var found = await application.Services.GetRequiredService<EventLane>().ReadAsync(actor, [mine.HostId, theirs.HostId], range, CancellationToken.None);

        var happened = Assert.Single(found, e => e.Address.StartsWith("/hosts/", StringComparison.Ordinal));
        Assert.Equal(("Reboot: mine", "warning"), (happened.Text, happened.Tone));
        var window = Assert.Single(found, e => e.Text == $"Maintenance: {name}");
        Assert.Equal((now.AddMinutes(-90).ToUnixTimeMilliseconds(), now.AddMinutes(-30).ToUnixTimeMilliseconds()), (window.Time, window.End));
        Assert.EndsWith($"({name})", Assert.Single(found, e => e.Text.Contains(name, StringComparison.Ordinal) && e.Tone == "accent").Text, StringComparison.Ordinal);
        await using (var db = application.Database.CreateDb())
        {
            await db.Maintenance.Where(w => w.Name == name).ExecuteUpdateAsync(set => set.SetProperty(w => w.CancelledAt, now));
        }
    }
}
