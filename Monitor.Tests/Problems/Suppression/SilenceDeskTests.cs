using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Suppression;
using Monitor.Web.Access;
using Monitor.Web.Problems.Suppression;

namespace Monitor.Tests.Problems.Suppression;

public sealed class SilenceDeskTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private SilenceDesk Desk => new(floor.Contexts, new AuditLog(floor.Clock), floor.Live, floor.Clock);

    private SuppressionQueries Queries => new(floor.Contexts, floor.Clock);

    [Fact]
    public async Task A_technician_silences_with_a_reason_and_the_audit_has_it()
    {
        var technician = await floor.PersonAsync(Roles.Technician);
        var made = await Desk.CreateAsync(technician, Wish("host=web-1"), Never);
        Assert.True(made.IsDone, string.Join(' ', made.Messages));
        var line = (await Queries.SilenceAsync(technician, made.Id, Never))!;
        Assert.Equal((SuppressionState.Active, "Technician", "disk exchange", true), (line.State, line.Author, line.Silence.Reason, line.MayChange));
        await using var db = floor.Db();
        Assert.True(await db.Audit.AnyAsync(a => a.Act == "silence.created" && a.SubjectId == $"{made.Id}" && a.UserId == technician.UserId));
    }

    [Theory]
    [InlineData(Roles.EndUser)]
    [InlineData(Roles.Viewer)]
    public async Task Who_works_on_no_tickets_silences_nothing(string role)
    {
        var actor = await floor.PersonAsync(role);
        Assert.Equal(SuppressionResult.Refused, (await Desk.CreateAsync(actor, Wish("host=web-1"), Never)).Result);
        var made = await Desk.CreateAsync(await floor.PersonAsync(Roles.Technician), Wish("host=web-1"), Never);
        Assert.Equal(SuppressionResult.Refused, (await Desk.EndAsync(actor, made.Id, Never)).Result);
    }

    [Fact]
    public async Task Ended_early_it_stays_as_what_was_and_one_that_comes_never_begins()
    {
        var technician = await floor.PersonAsync(Roles.Technician);
        var now = floor.Clock.GetUtcNow();
        var active = await Desk.CreateAsync(technician, Wish("host=web-1"), Never);
        var coming = await Desk.CreateAsync(technician, Wish("host=web-1") with { StartsAt = now.AddHours(1), EndsAt = now.AddHours(2) }, Never);
        floor.Clock.Advance(TimeSpan.FromMinutes(5));
        foreach (var id in new[] { active.Id, coming.Id, active.Id })
        {
            Assert.True((await Desk.EndAsync(technician, id, Never)).IsDone);
        }

        await using var db = floor.Db();
        var silences = await db.Silences.Where(s => s.Id == active.Id || s.Id == coming.Id).OrderBy(s => s.Id).ToListAsync();
        Assert.True(silences[0].IsActive(now.AddMinutes(4)) && !silences[0].IsActive(now.AddMinutes(5)));
        Assert.False(silences[1].IsActive(now.AddMinutes(90)));
        Assert.Equal(2, await db.Audit.CountAsync(a => a.Act == "silence.ended" && a.UserId == technician.UserId));
    }

    [Fact]
    public async Task Attack_28_A_form_that_is_sent_fifty_times_makes_one_silence()
    {
        var technician = await floor.PersonAsync(Roles.Technician);
        var wish = Wish("host=once");
        var made = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Desk.CreateAsync(technician, wish, Never)));
        Assert.Single(made.Select(m => (m.IsDone, m.Id)).Distinct());
        await using var db = floor.Db();
        Assert.Equal(1, await db.Silences.CountAsync(s => s.Matchers == "host=once"));
    }

    [Fact]
    public async Task Two_people_at_once_do_not_write_over_each_other()
    {
        var technician = await floor.PersonAsync(Roles.Technician);
        var made = await Desk.CreateAsync(technician, Wish("host=two"), Never);
        var version = (await Queries.SilenceAsync(technician, made.Id, Never))!.Silence.RowVersion;
        Assert.True((await Desk.EditAsync(technician, made.Id, version, Wish("host=two-b"), Never)).IsDone);
        Assert.Equal(SuppressionResult.Conflict, (await Desk.EditAsync(technician, made.Id, version, Wish("host=two-c"), Never)).Result);
    }

    [Fact]
    public async Task Attack_24_Who_is_limited_to_a_group_silences_there_and_touches_nothing_beyond()
    {
        await using var db = floor.Db();
        var group = new HostGroup { Name = Guid.NewGuid().ToString(), ParentId = HostGroup.FleetId };
        db.HostGroups.Add(group);
        await db.SaveChangesAsync();
        var (own, foreign) = (await floor.HostAsync("own-a"), await floor.HostAsync("foreign-a"));
        await db.Hosts.Where(h => h.Id == own.Id).ExecuteUpdateAsync(s => s.SetProperty(h => h.GroupId, group.Id));
        var limited = await floor.PersonAsync(Roles.Technician) with { GroupIds = [group.Id] };
        var lead = await floor.PersonAsync(Roles.Lead);

        var made = await Desk.CreateAsync(limited, Wish("host~*-a"), Never);
        var now = floor.Clock.GetUtcNow();
        var set = await SuppressionReading.ReadAsync(db, now, Never);
        Assert.Equal([own.Id], set.HostsOfSilence(made.Id));

        var wide = await Desk.CreateAsync(lead, Wish("host~*-a"), Never);
        var elsewhere = await Desk.CreateAsync(lead, Wish("host=foreign-a"), Never);
        Assert.Equal(SuppressionResult.Refused, (await Desk.EndAsync(limited, wide.Id, Never)).Result);
        Assert.Equal(SuppressionResult.NotFound, (await Desk.EndAsync(limited, elsewhere.Id, Never)).Result);
        var seen = (await Queries.SilencesAsync(limited, SuppressionStates.All, 0, 100, null, Never)).Lines.Select(l => l.Silence.Id).ToList();
        Assert.True(seen.Contains(made.Id) && seen.Contains(wide.Id) && !seen.Contains(elsewhere.Id));
        Assert.Null(await Queries.SilenceAsync(limited, elsewhere.Id, Never));

        var preview = await new MatchFinder(floor.Contexts, floor.Clock).FindAsync(limited, "host~*-a", false, Never);
        Assert.Equal((1, "own-a"), (preview.HostCount, Assert.Single(preview.Hosts).Name));
        Assert.True((await Desk.EndAsync(limited, made.Id, Never)).IsDone);
    }

    [Fact]
    public async Task A_silence_that_counts_stands_in_the_list_however_many_were_made_since_and_each_page_is_whole()
    {
        var (lead, host) = (await floor.PersonAsync(Roles.Lead), await floor.HostAsync("listed-1"));
        var first = await Desk.CreateAsync(lead, Wish("host=listed-1"), Never);
        var now = floor.Clock.GetUtcNow();
        await using var db = floor.Db();
        db.Silences.AddRange(Enumerable.Range(0, 2_100).Select(i => new Silence
        {
            Matchers = i < 3 ? "host=listed-1" : "host=nobody", Reason = "of long ago", AuthorUserId = lead.UserId, CreatedAt = now.AddDays(-9), StartsAt = now.AddDays(-9), EndsAt = now.AddDays(-8),
        }));
        await db.SaveChangesAsync();
        var counting = await Queries.SilencesAsync(lead, SuppressionStates.NotOver, 0, 50, null, Never);
        Assert.Contains(first.Id, counting.Lines.Select(l => l.Silence.Id));
        Assert.DoesNotContain(counting.Lines, l => l.State == SuppressionState.Over);
        var over = await Queries.SilencesAsync(lead, [SuppressionState.Over], 2_050, 50, null, Never);
        Assert.True(over.Total >= 2_100 && over.Lines.Count == 50);
        var limited = await floor.PersonAsync(Roles.Technician) with { GroupIds = [host.GroupId] };
        await db.Hosts.Where(h => h.Id != host.Id).ExecuteUpdateAsync(set => set.SetProperty(h => h.RetiredAt, now));
        var seen = await Queries.SilencesAsync(limited, [SuppressionState.Over], 1, 1, null, Never);
        Assert.Equal((3, "host=listed-1"), (seen.Total, Assert.Single(seen.Lines).Silence.Matchers));
        var older = await Queries.SilencesAsync(limited, [SuppressionState.Over], 0, 5, seen.Lines[0].Silence.Id, Never);
        Assert.Single(older.Lines);
        await db.Silences.Where(s => s.Reason == "of long ago").ExecuteDeleteAsync();
    }

    [Fact]
    public async Task The_preview_shows_the_hosts_and_open_problems_that_a_silence_would_fit()
    {
        var host = await floor.HostAsync("pre-1");
        await floor.HostAsync("pre-2");
        await floor.Ledger.OpenAsync(await floor.BreachAsync(host, labels: "mount=\"/var\""), Never);
        var finder = new MatchFinder(floor.Contexts, floor.Clock);
        var admin = await floor.PersonAsync(Roles.Admin);
        var both = await finder.FindAsync(admin, "host~pre-*", false, Never);
        Assert.Equal((2, 1), (both.HostCount, both.ProblemCount));
        var other = await finder.FindAsync(admin, "host~pre-*\nlabel.mount=/", false, Never);
        Assert.Equal((2, 0), (other.HostCount, other.ProblemCount));
        Assert.Contains("no matcher", (await finder.FindAsync(admin, "pre", false, Never)).Error, StringComparison.Ordinal);
        Assert.Contains("whole hosts", (await finder.FindAsync(admin, "rule=x", true, Never)).Error, StringComparison.Ordinal);
    }

    private SilenceWish Wish(string matchers) => new(matchers, "disk exchange", null, floor.Clock.GetUtcNow().AddHours(1), Guid.NewGuid());
}
