using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Domain.Access;
using Monitor.Domain.Detection;
using Monitor.Domain.Metrics;
using Monitor.Tests.Detection.HostJobs;
using Monitor.Tests.Problems;
using Monitor.Web.Access;
using Monitor.Web.Detection.Desk;
using Monitor.Web.Detection.Hosts;
using Monitor.Web.Store;

namespace Monitor.Tests.Detection.Desk;

/// <summary>What people say of anomalies, and what comes of it.</summary>
public sealed class AnomalyDeskTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private readonly AnomalyStage _stage = new(floor);

    private PatternBook Patterns => new(floor.Contexts, floor.Clock);

    private AnomalyDesk Desk => new(floor.Contexts, Patterns, new AuditLog(floor.Clock), floor.Live, floor.Clock);

    private PatternDesk PatternsDesk => new(floor.Contexts, new AuditLog(floor.Clock), floor.Live, floor.Clock);

    private SettingDesk Settings => new(floor.Contexts, new AuditLog(floor.Clock), floor.Live, floor.Clock);

    private AnomalyFilter Lately => new(floor.Clock.GetUtcNow().AddDays(-30), floor.Clock.GetUtcNow().AddDays(1));

    private async Task<int> AuditsAsync(string act, object id)
    {
        await using var db = floor.Db();
        return await db.Audit.CountAsync(a => a.Act == act && a.SubjectId == $"{id}");
    }

    /// <summary>One a day at about the same time, each called normal.</summary>
    private async Task CallNormalAsync(Host host, int times, string metric = "cpu.used_percent")
    {
        var technician = await floor.PersonAsync(Roles.Technician);
        for (var day = 0; day < times; day++)
        {
            var anomaly = await _stage.BeginAsync(host, metric: metric);
            Assert.True((await Desk.LabelAsync(technician, anomaly.Id, AnomalyVerdict.NormalHere, Never)).IsDone);
            await _stage.EndAsync(anomaly);
            floor.Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(10));
        }
    }

    [Fact]
    public async Task A_label_is_said_once_however_often_it_is_sent_and_is_taken_back_each_time_on_record()
    {
        var anomaly = await _stage.BeginAsync(await _stage.HostAsync("labelled"));
        var technician = await floor.PersonAsync(Roles.Technician);
        for (var i = 0; i < 3; i++)
        {
            Assert.True((await Desk.LabelAsync(technician, anomaly.Id, AnomalyVerdict.Real, Never)).IsDone);
        }

        Assert.Equal(1, await AuditsAsync("anomaly.labelled", anomaly.Id));
        var line = await Desk.FindAsync(technician, anomaly.Id, Never);
        Assert.Equal((AnomalyVerdict.Real, Roles.Technician, "labelled-1"), (line!.Verdict!.Value, line.LabelledBy, line.Host));
        await Desk.LabelAsync(technician, anomaly.Id, null, Never);
        Assert.Null((await Desk.FindAsync(technician, anomaly.Id, Never))!.Verdict);
        Assert.Equal(2, await AuditsAsync("anomaly.labelled", anomaly.Id));
    }

    [Fact]
    public async Task Two_people_who_say_the_same_at_once_make_one_label_and_count_once()
    {
        var host = await _stage.HostAsync();
        var anomaly = await _stage.BeginAsync(host);
        var technician = await floor.PersonAsync(Roles.Technician);
        var said = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Desk.LabelAsync(technician, anomaly.Id, AnomalyVerdict.NormalHere, Never))));
        Assert.All(said, s => Assert.True(s.IsDone));
        Assert.Equal(1, Assert.Single(await PatternsDesk.ListAsync(technician, host.Id, Never)).Labels);
        Assert.Equal(1, await AuditsAsync("anomaly.labelled", anomaly.Id));
    }

    [Fact]
    public async Task After_normal_here_three_times_the_same_is_silent_and_another_is_not_until_it_is_ended()
    {
        var host = await _stage.HostAsync();
        await CallNormalAsync(host, 2);
        var third = await _stage.BeginAsync(host);
        await _stage.TellAsync();
        Assert.Null((await _stage.ReadAsync(third)).Hold);
        await _stage.EndAsync(third);
        await Desk.LabelAsync(await floor.PersonAsync(Roles.Technician), third.Id, AnomalyVerdict.NormalHere, Never);
        floor.Clock.Advance(TimeSpan.FromDays(1));
        var again = await _stage.BeginAsync(host);
        var other = await _stage.BeginAsync(host, metric: "disk.write_bytes_per_second", ago: TimeSpan.FromMinutes(14));
        var later = await _stage.BeginAsync(host, ago: TimeSpan.FromHours(5));
        await _stage.TellAsync();
        Assert.Equal(AnomalyHold.KnownPattern, (await _stage.ReadAsync(again)).Hold);
        Assert.Null((await _stage.ReadAsync(other)).Hold);
        Assert.Null((await _stage.ReadAsync(later)).Hold);
        Assert.True((await Patterns.FreshAsync(Never)).Knows(again));

        var technician = await floor.PersonAsync(Roles.Technician);
        var pattern = Assert.Single(await PatternsDesk.ListAsync(technician, host.Id, Never));
        Assert.True((await PatternsDesk.ExpireAsync(technician, pattern.Id, Never)).IsDone);
        Assert.True((await PatternsDesk.ExpireAsync(technician, pattern.Id, Never)).IsDone);
        Assert.Equal(1, await AuditsAsync("anomaly.pattern_ended", host.Id));
        Assert.False((await Patterns.FreshAsync(Never)).Knows(again));
    }

    [Fact]
    public async Task A_pattern_ends_when_it_stops_coming_and_lasts_while_it_comes()
    {
        var hosts = await _stage.HostsAsync(2);
        await CallNormalAsync(hosts[0], 3);
        await CallNormalAsync(hosts[1], 3, "memory.used_percent");
        var technician = await floor.PersonAsync(Roles.Technician);
        floor.Clock.Advance(TimeSpan.FromDays(9));
        await _stage.EndAsync(await _stage.BeginAsync(hosts[1], metric: "memory.used_percent"));
        await Patterns.ExpireAsync(Never);
        Assert.Null(Assert.Single(await PatternsDesk.ListAsync(technician, hosts[0].Id, Never)).ExpiredAt);
        floor.Clock.Advance(TimeSpan.FromDays(9));
        await Patterns.ExpireAsync(Never);
        Assert.NotNull(Assert.Single(await PatternsDesk.ListAsync(technician, hosts[0].Id, Never)).ExpiredAt);
        Assert.Null(Assert.Single(await PatternsDesk.ListAsync(technician, hosts[1].Id, Never)).ExpiredAt);
    }

    [Fact]
    public async Task Attack_24_Who_may_not_label_or_does_not_see_the_host_changes_nothing()
    {
        var (mine, theirs) = (await _stage.HostAsync(), await _stage.HostAsync());
        var (own, foreign) = (await _stage.BeginAsync(mine), await _stage.BeginAsync(theirs));
        var viewer = await floor.PersonAsync(Roles.Viewer);
        await Assert.ThrowsAsync<AccessRefusedException>(() => Desk.LabelAsync(viewer, own.Id, AnomalyVerdict.Real, Never));
        await Assert.ThrowsAsync<AccessRefusedException>(async () => await Desk.ListAsync(await floor.PersonAsync(Roles.EndUser), Lately, Never));
        await Assert.ThrowsAsync<AccessRefusedException>(async () =>
            await Settings.SaveAsync(await floor.PersonAsync(Roles.Technician), new SettingEdit(null, 0, null, "*", DetectionPreset.Quiet, "ewma"), Never));
        var lead = await floor.PersonAsync(Roles.Lead) with { GroupIds = [mine.GroupId] };
        Assert.Equal(AnomalyResult.NotFound, (await Desk.LabelAsync(lead, foreign.Id, AnomalyVerdict.Real, Never)).Result);
        Assert.Null(await Desk.FindAsync(lead, foreign.Id, Never));
        Assert.Equal([own.Id], (await Desk.ListAsync(lead, Lately, Never)).Items.Select(i => i.Id));
        Assert.False(await Desk.AreThereAsync(lead, null, theirs.GroupId, Never));
        Assert.Equal(AnomalyResult.NotFound, (await Settings.SaveAsync(lead, new SettingEdit(null, 0, theirs.GroupId, "*", null, "ewma"), Never)).Result);
        Assert.Equal(AnomalyResult.Invalid, (await Settings.SaveAsync(lead, new SettingEdit(null, 0, null, "*", null, "ewma"), Never)).Result);
        Assert.Equal(0, await AuditsAsync("anomaly.labelled", foreign.Id));
    }

    [Fact]
    public async Task The_list_comes_page_by_page_by_what_is_asked_for()
    {
        var hosts = await _stage.HostsAsync(2);
        var lead = await floor.PersonAsync(Roles.Lead);
        var (first, second, third) = (await _stage.BeginAsync(hosts[0]), await _stage.BeginAsync(hosts[1], metric: "disk.write_bytes_per_second"), await _stage.BeginAsync(hosts[1], AnomalySubject.Peers));
        await Desk.LabelAsync(lead, second.Id, AnomalyVerdict.Real, Never);
        var filter = Lately with { GroupId = hosts[0].GroupId, Limit = 2 };
        var page = await Desk.ListAsync(lead, filter, Never);
        Assert.Equal([third.Id, second.Id], page.Items.Select(i => i.Id));
        Assert.Equal(second.Id, page.Next);
        var last = await Desk.ListAsync(lead, filter with { After = page.Next }, Never);
        Assert.Equal([first.Id], last.Items.Select(i => i.Id));
        Assert.Null(last.Next);
        Assert.Equal([second.Id], await IdsAsync(filter with { Metric = "disk.*" }));
        Assert.Equal([second.Id], await IdsAsync(filter with { Label = LabelFilter.Real }));
        Assert.Equal([third.Id, first.Id], await IdsAsync(filter with { Label = LabelFilter.None }));
        Assert.Equal([third.Id], await IdsAsync(filter with { Subject = AnomalySubject.Peers }));
        Assert.Empty(await IdsAsync(filter with { IsHeld = true }));
        Assert.Empty(await IdsAsync(filter with { IsOpen = false }));

        async Task<long[]> IdsAsync(AnomalyFilter some) => [.. (await Desk.ListAsync(lead, some, Never)).Items.Select(i => i.Id)];
    }

    [Fact]
    public async Task A_setting_is_saved_once_for_a_group_and_metrics_and_by_the_version_that_was_seen()
    {
        var group = (await _stage.HostAsync()).GroupId;
        var lead = await floor.PersonAsync(Roles.Lead);
        var edit = new SettingEdit(null, 0, group, "disk.*", DetectionPreset.Sensitive, "ewma");
        Assert.True((await Settings.SaveAsync(lead, edit, Never)).IsDone);
        Assert.Equal(AnomalyResult.Invalid, (await Settings.SaveAsync(lead, edit, Never)).Result);
        Assert.Equal(AnomalyResult.Invalid, (await Settings.SaveAsync(lead, edit with { Metric = "cpu.*", Detector = "oracle" }, Never)).Result);
        var line = Assert.Single(await Settings.ListAsync(lead, Never), s => s.GroupId == group);
        Assert.True((await Settings.SaveAsync(lead, edit with { Id = line.Id, Version = line.Version, Preset = null }, Never)).IsDone);
        Assert.Equal(AnomalyResult.Conflict, (await Settings.SaveAsync(lead, edit with { Id = line.Id, Version = line.Version }, Never)).Result);
        Assert.Equal(AnomalyResult.Conflict, (await Settings.DeleteAsync(lead, line.Id, line.Version, Never)).Result);
        Assert.True((await Settings.DeleteAsync(lead, line.Id, line.Version + 1, Never)).IsDone);
        Assert.True((await Settings.DeleteAsync(lead, line.Id, line.Version + 1, Never)).IsDone);
        Assert.Equal((2, 1), (await AuditsAsync("detection.changed", $"{group}/disk.*"), await AuditsAsync("detection.deleted", $"{group}/disk.*")));
    }

    [Fact]
    public async Task How_right_the_detectors_were_is_counted_from_what_was_told_and_what_people_said()
    {
        var host = await _stage.HostAsync();
        var lead = await floor.PersonAsync(Roles.Lead);
        var (right, wrong) = (await _stage.BeginAsync(host), await _stage.BeginAsync(host, AnomalySubject.Peers));
        await _stage.BeginAsync(host, ago: TimeSpan.FromMinutes(20), score: 0.3);
        await _stage.TellAsync();
        var missed = await _stage.BeginAsync(host, AnomalySubject.Series);
        await Desk.LabelAsync(lead, right.Id, AnomalyVerdict.Real, Never);
        await Desk.LabelAsync(lead, wrong.Id, AnomalyVerdict.NormalHere, Never);
        await Desk.LabelAsync(lead, missed.Id, AnomalyVerdict.Real, Never);
        var now = floor.Clock.GetUtcNow();
        var view = await new QualityReader(floor.Contexts).ReadAsync(lead, host.Id, null, now.AddDays(-2), now, Never);
        Assert.Equal(new QualityView(2, view.Held, 2, 1, 0.5, 0.5, 1, TimeSpan.FromMinutes(15)), view);
        Assert.Equal([KeyValuePair.Create(AnomalyHold.Weak, 1)], view.Held);
    }

    [Fact]
    public async Task What_is_past_its_retention_goes_with_its_label_and_what_lasts_stays()
    {
        var host = await _stage.HostAsync();
        var technician = await floor.PersonAsync(Roles.Technician);
        var (old, lasting, young) = (await _stage.BeginAsync(host, ago: TimeSpan.FromDays(400)), await _stage.BeginAsync(host, ago: TimeSpan.FromDays(401)), await _stage.BeginAsync(host));
        await Desk.LabelAsync(technician, old.Id, AnomalyVerdict.Real, Never);
        await _stage.EndAsync(old, young);
        await new AnomalySweep(floor.Contexts, Patterns, Options.Create(new RetentionOptions()), floor.Clock).RunAsync(Never);
        await using var db = floor.Db();
        Assert.Equal([lasting.Id, young.Id], await db.Anomalies.Where(a => a.HostId == host.Id).OrderBy(a => a.Id).Select(a => a.Id).ToListAsync());
        Assert.False(await db.AnomalyLabels.AnyAsync(l => l.AnomalyId == old.Id));
    }
}
