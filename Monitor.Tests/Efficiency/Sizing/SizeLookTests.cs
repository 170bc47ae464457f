using Monitor.Domain.Access;
using Monitor.Domain.Efficiency;
using Monitor.Web.Access;

namespace Monitor.Tests.Efficiency.Sizing;

/// <summary>The daily look at sizes, from roll-ups to proposals in the database.</summary>
public sealed class SizeLookTests(SizeStage stage) : IClassFixture<SizeStage>, IAsyncLifetime
{
    private static readonly CancellationToken Never = CancellationToken.None;

    public Task InitializeAsync() => stage.ForgetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Each_host_of_a_month_gets_what_it_needs_and_the_month_before_is_graded()
    {
        Assert.Equal(stage.Ids.Count, await stage.Node().RunAsync(Never));
        var sizes = await stage.SizesAsync();
        SizeProposal One(string host, SizeAction action) => Assert.Single(sizes[host].Proposals, p => p.Action == action);
        Assert.Equal((8, 2), (One("large", SizeAction.Vcpu).From, One("large", SizeAction.Vcpu).To));
        Assert.Equal("2 instead of 8 vCPUs are safe: the 99th percentile stays at 60 %, below 70 % for 30 days", One("large", SizeAction.Vcpu).Sentence);
        Assert.Equal(("/data", 500, 130), (One("large", SizeAction.Disk).Where, One("large", SizeAction.Disk).From, One("large", SizeAction.Disk).To));
        Assert.Equal((12, true), (Assert.Single(sizes["full"].Proposals).To, One("full", SizeAction.Memory).IsMore));
        Assert.True(sizes["full"].Month < 0 && sizes["large"].Month > 0);
        Assert.Equal(SizeAction.SwitchOff, Assert.Single(sizes["idle"].Proposals).Action);

        // The one that goes is merged and nothing else; the one that stays is not made smaller, for it takes the other one in.
        Assert.Equal((SizeAction.Merge, (int?)stage.Ids["small-1"]), (Assert.Single(sizes["small-2"].Proposals).Action, sizes["small-2"].Proposals[0].IntoHostId));
        Assert.Empty(sizes["small-1"].Proposals);

        Assert.Equal(("2 instead of 8 vCPUs are safe: the 99th percentile stays at 60 %, below 70 % for 30 days", 0), (sizes["large"].Before, sizes["large"].Exceeded));
        Assert.Equal(1, sizes["grown"].Exceeded);
        Assert.Null(sizes["full"].Exceeded);
        var view = await stage.Reader.ReadAsync(Actor.System, null, null, 100, Never);
        Assert.Equal((view.Graded - 1, stage.Clock.GetUtcNow()), (view.Safe, view.LookedAt));
    }

    [Fact]
    public async Task Somebody_who_is_limited_to_a_group_sees_its_hosts_and_their_grades_alone_and_a_host_out_of_sight_is_not_named()
    {
        await stage.Node().RunAsync(Never);
        var mine = new Actor(1, "mine", Roles.Viewer, "") { GroupIds = [stage.SmallGroup] };
        var view = await stage.Reader.ReadAsync(mine, null, null, 100, Never);
        Assert.Equal(["small-2"], view.Lines.Select(l => l.Host));
        Assert.Contains("small-1", view.Lines[0].Size.Proposals[0].Sentence);
        Assert.Empty((await stage.Reader.ReadAsync(mine, stage.Ids["large"], null, 100, Never)).Lines);
        Assert.Null(await stage.Reader.KnownSinceAsync(mine, stage.Ids["large"], null, Never));

        var apart = await stage.MoveAsync("small-2", "apart");
        var line = Assert.Single((await stage.Reader.ReadAsync(mine with { GroupIds = [apart] }, null, null, 100, Never)).Lines);
        Assert.Equal(("Could be merged into another host of its group", (int?)null), (line.Size.Proposals[0].Sentence, line.Size.Proposals[0].IntoHostId));
        await stage.MoveAsync("small-2", "small ones");
    }

    [Fact]
    public async Task Fault_27_A_look_of_a_clock_that_was_ahead_is_done_again_once_it_is_set_right()
    {
        await using (var db = stage.Db())
        {
            db.ReiProgress.Add(new ReiProgress { Id = ReiProgress.OfSizes, Through = stage.Clock.GetUtcNow().AddDays(40) });
            await db.SaveChangesAsync();
        }

        Assert.Equal(stage.Ids.Count, await stage.Node().RunAsync(Never));
        Assert.Equal(0, await stage.Node().RunAsync(Never));
    }

    [Fact]
    public async Task Fault_42_Servers_that_look_at_once_do_it_once_and_not_again_on_the_same_day()
    {
        var looked = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => stage.Node().RunAsync(Never))));
        Assert.Equal([0, 0, 0, stage.Ids.Count], looked.Order());
        Assert.Equal(stage.Ids.Count, (await stage.SizesAsync()).Count);
        Assert.Equal(0, await stage.Node().RunAsync(Never));
    }

    [Fact]
    public async Task Fault_46_A_server_that_stops_in_the_middle_leaves_it_to_the_next_which_does_all_of_it_again()
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stage.StoppedNode(stop).RunAsync(stop.Token));
        Assert.NotEmpty(await stage.SizesAsync());
        Assert.Equal(stage.Ids.Count, await stage.Node().RunAsync(Never));
        Assert.Equal(stage.Ids.Count, (await stage.SizesAsync()).Count);
    }
}
