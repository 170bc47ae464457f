using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Tickets;
using Monitor.Tests.Problems;
using Monitor.Tests.Problems.Ledger;
using Monitor.Tests.Problems.Replay;
using Monitor.Web.Detection;
using Monitor.Web.Store;

namespace Monitor.Tests.Detection;

public sealed class GoneSeriesTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly SeriesName[] Names = [new("cpu.used_percent", ""), new("disk.used_percent", "mount=\"/\"")];

    [Fact]
    public async Task A_problem_of_a_series_that_is_gone_ends_with_that_reason_and_one_of_a_series_that_comes_or_of_a_host_that_is_away_goes_on()
    {
        var midnight = new DateTimeOffset(floor.Clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        var start = (int)(floor.Clock.GetUtcNow() - midnight).TotalMinutes;
        var (unmounted, full, away) = (await floor.HostAsync("unmounted"), await floor.HostAsync("full"), await floor.HostAsync("away"));
        await WriteAsync(unmounted, minute => [5, minute < start + 10 ? 91 : double.NaN]);
        await WriteAsync(full, _ => [5, 91]);
        await WriteAsync(away, minute => minute < start + 10 ? [5, 91] : [double.NaN, double.NaN]);
        foreach (var host in new[] { unmounted, full, away })
        {
            await floor.SayAsync(host, VerdictKind.Fired);
        }

        // What has just gone is not gone for good.
        var gone = new GoneSeries(floor.Contexts, floor.Ledger, new SeriesAbsence(floor.Catalog, new LatestValues(floor.Catalog), floor.Reader, floor.Clock));
        floor.Clock.Advance(TimeSpan.FromMinutes(38));
        Assert.Equal(0, await gone.EndAsync(Never));
        floor.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(1, await gone.EndAsync(Never));
        Assert.Equal(0, await gone.EndAsync(Never));
        Assert.Equal("No data any more: Disk usage of / has not been sent for 30 min, although the host sends. Whether all is well is not known.", (await floor.ProblemAsync(unmounted)).EndText);
        Assert.Null((await floor.ProblemAsync(full)).EndedAt);
        Assert.Null((await floor.ProblemAsync(away)).EndedAt);
        Assert.Contains(await floor.DecisionsAsync(unmounted), d => d.Kind == DecisionKind.Withdrawn);
        await using var db = floor.Db();
        Assert.Equal(TicketState.Resolved, (await db.Tickets.SingleAsync(t => t.HostId == unmounted.Id)).State);

        // Nobody is called back to a ticket whose problem nothing measures.
        floor.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(0, await floor.StillFiring.ReopenAsync(Never));

        Task<int> WriteAsync(Host host, Func<int, double[]> values) => StoredDays.WriteAsync(floor, host, Names, midnight.AddDays(2), 2, values);
    }
}
