using Monitor.Domain.Metrics;
using Monitor.Tests.Support;
using Monitor.Web.Intake;

namespace Monitor.Tests.Intake;

public sealed class AgentClocksTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_clock_is_told_when_it_goes_wrong_and_right_and_again_where_that_was_not_stored()
    {
        var clocks = new AgentClocks();
        Assert.Null(Change(0));
        Assert.Equal("5 min ahead of the server", Change(5));
        Assert.Null(Change(5));
        clocks.Forget(1);
        Assert.Equal("5 min ahead of the server", Change(5));
        clocks.Forget(1);
        Assert.Equal("right", Change(0));
        Assert.Null(Change(0));

        string? Change(int minutes) => clocks.Change(1, TimeSpan.FromMinutes(minutes), Now)?.Text;
    }

    [Fact]
    public async Task What_was_set_right_while_the_server_was_down_is_told()
    {
        await using var db = database.CreateDb();
        var host = (await EnrolledHost.AddAsync(db, "clock", CancellationToken.None)).Host;
        db.HostStates.AddRange(
            new HostState { HostId = host.Id, Name = AgentClocks.StateName, Since = Now.AddHours(-2), Text = "right" },
            new HostState { HostId = host.Id, Name = AgentClocks.StateName, Since = Now.AddHours(-1), Text = "5 min behind the server" });
        await db.SaveChangesAsync();
        var clocks = new AgentClocks();
        await new AgentClocksLoading(database.Databases, clocks).StartAsync(CancellationToken.None);
        Assert.Null(clocks.Change(host.Id, TimeSpan.FromMinutes(-5), Now));
        Assert.Equal("right", clocks.Change(host.Id, TimeSpan.Zero, Now)!.Text);
    }
}
