using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Monitor.Domain.Problems;
using Monitor.Domain.Tickets;
using Monitor.Tests.Problems;
using Monitor.Web.Detection;
using Monitor.Web.Store;

namespace Monitor.Tests.Detection;

public sealed class SilenceWatchTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task A_host_that_falls_silent_opens_a_ticket_and_its_return_ends_it()
    {
        var (host, other) = (await floor.HostAsync("silent-1"), await floor.HostAsync("silent-2"));
        var watch = Watch();
        await RoundsAsync(watch, 12, other, host);
        await RoundsAsync(watch, 10, other);
        await using var db = floor.Db();
        var problem = await db.Problems.SingleAsync(p => p.HostId == host.Id);
        Assert.Equal("The host has sent nothing for 2 min 15 s", problem.Summary);
        Assert.Equal(Severity.Critical, problem.Severity);
        Assert.Equal(TicketPriority.High, (await db.Tickets.SingleAsync(t => t.Id == problem.TicketId)).Priority);
        Assert.False(await db.Problems.AnyAsync(p => p.HostId == other.Id));
        await RoundsAsync(watch, 1, other, host);
        Assert.Equal("The host sends again.", (await db.Problems.AsNoTracking().SingleAsync(p => p.HostId == host.Id)).EndText);
    }

    [Fact]
    public async Task Fault_54_After_our_own_stall_nobody_is_called_silent_until_agents_had_time_to_send()
    {
        var host = await floor.HostAsync("silent-3");
        var watch = Watch();
        await RoundsAsync(watch, 12, host);
        floor.Clock.Advance(TimeSpan.FromMinutes(5));
        await watch.RunAsync([], Never);
        await RoundsAsync(watch, 4);
        Assert.False(await FiresAsync(host));
        await RoundsAsync(watch, 4);
        Assert.True(await FiresAsync(host), "It stayed silent after the hold.");
    }

    [Fact]
    public async Task Fault_54_After_the_start_a_host_that_was_last_seen_long_ago_gets_its_time()
    {
        var host = await floor.HostAsync("silent-4");
        await SeenAsync(host);
        floor.Clock.Advance(TimeSpan.FromHours(3));
        var watch = Watch();
        await RoundsAsync(watch, 7);
        Assert.False(await FiresAsync(host));
        await RoundsAsync(watch, 3);
        Assert.True(await FiresAsync(host));
    }

    [Fact]
    public async Task Fault_54_Nobody_is_called_silent_while_the_server_refuses_what_agents_bring_and_until_they_had_time_to_bring_it()
    {
        var (host, breaks) = (await floor.HostAsync("silent-8"), new IngestBreaks(floor.Clock, floor.Clock));
        var watch = Watch(breaks);
        await RoundsAsync(watch, 12, host);
        await LookAsync(20, isOpen: false);
        Assert.False(await FiresAsync(host));
        await LookAsync(7, isOpen: true);
        Assert.False(await FiresAsync(host), "It has had less than two minutes.");
        await LookAsync(2, isOpen: true);
        Assert.True(await FiresAsync(host), "It could send again and did not.");

        async Task LookAsync(int rounds, bool isOpen)
        {
            for (var i = 0; i < rounds; i++)
            {
                for (var part = 0; part < 3; part++)
                {
                    floor.Clock.Advance(HostSilentJob.Interval / 3);
                    breaks.Look(isOpen);
                }

                await watch.RunAsync([], Never);
            }
        }
    }

    [Fact]
    public async Task Fault_54_Rounds_that_another_server_made_are_no_gap_and_a_gap_of_all_is_one_for_each()
    {
        var (host, later) = (await floor.HostAsync("silent-6"), await floor.HostAsync("silent-7"));
        var (one, other) = (Watch(), Watch());
        var rounds = new List<DateTimeOffset>();
        for (var i = 0; i < 12; i++)
        {
            await RoundAsync(i % 2 == 0 ? one : other, host, later);
        }

        for (var i = 0; i < 8; i++)
        {
            await RoundAsync(one, later);
        }

        // The other server has made no round for two minutes, and it knows who did.
        Assert.False(await FiresAsync(host));
        await RoundAsync(other, later);
        Assert.True(await FiresAsync(host));
        floor.Clock.Advance(TimeSpan.FromMinutes(5));
        await RoundAsync(one);
        await RoundAsync(other);
        Assert.False(await FiresAsync(later), "Nobody had looked for five minutes.");
        for (var i = 0; i < 8; i++)
        {
            await RoundAsync(i % 2 == 0 ? one : other);
        }

        Assert.True(await FiresAsync(later));

        async Task RoundAsync(SilenceWatch watch, params Host[] senders)
        {
            floor.Clock.Advance(HostSilentJob.Interval);
            foreach (var sender in senders)
            {
                await SeenAsync(sender);
            }

            await watch.RunAsync([.. rounds], Never);
            rounds.Add(floor.Clock.GetUtcNow());
        }
    }

    [Fact]
    public async Task A_host_that_never_sent_is_not_silent()
    {
        var host = await floor.HostAsync("silent-5");
        await RoundsAsync(Watch(), 20);
        Assert.False(await FiresAsync(host));
    }

    private async Task<bool> FiresAsync(Host host)
    {
        await using var db = floor.Db();
        return await db.Problems.AnyAsync(p => p.HostId == host.Id && p.EndedAt == null);
    }

    private async Task RoundsAsync(SilenceWatch watch, int count, params Host[] senders)
    {
        for (var i = 0; i < count; i++)
        {
            floor.Clock.Advance(HostSilentJob.Interval);
            foreach (var host in senders)
            {
                await SeenAsync(host);
            }

            await watch.RunAsync([], Never);
        }
    }

    private async Task SeenAsync(Host host)
    {
        await using var db = floor.Db();
        await db.Hosts.Where(h => h.Id == host.Id).ExecuteUpdateAsync(set => set.SetProperty(h => h.LastSeenAt, floor.Clock.GetUtcNow()));
    }

    private SilenceWatch Watch(IngestBreaks? breaks = null) => new(
        floor.Contexts, floor.NewLedger(), new LatestValues(new SeriesCatalog(floor.Databases, Options.Create(new IngestOptions()), floor.Clock)),
        breaks ?? new IngestBreaks(floor.Clock), floor.Clock, NullLogger<SilenceWatch>.Instance);
}
