using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Tickets.Service;
using Monitor.Tests.Problems;
using Monitor.Tests.Tickets.Service;
using Monitor.Web.Tickets.Service;

namespace Monitor.Tests.Tickets;

/// <summary>What is set up is read once and kept: never longer than it is so.</summary>
public sealed class SetupVersionTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task What_another_server_sets_up_counts_from_the_next_ticket_on()
    {
        var stage = await SlaStage.SetAsync(floor, "");
        Assert.Equal(stage.Opened.AddHours(4), (await stage.ClockAsync(SlaClock.FirstResponse))!.DueAt);
        await using var other = floor.Db();
        var level = other.SlaPolicies.Where(p => p.Id == stage.PolicyId);
        foreach (var hours in new[] { 3, 7, 3 })
        {
            await level.ExecuteUpdateAsync(set => set.SetProperty(p => p.FirstResponse, TimeSpan.FromHours(hours)));
            await stage.OpenAsync();
            Assert.Equal(stage.Opened.AddHours(hours), (await stage.ClockAsync(SlaClock.FirstResponse))!.DueAt);
        }

        await level.ExecuteUpdateAsync(set => set.SetProperty(p => p.IsEnabled, false));
        await stage.OpenAsync();
        Assert.Null(await stage.ClockAsync(SlaClock.FirstResponse));
    }

    [Fact]
    public async Task What_is_not_committed_counts_for_nobody_else_and_what_is_taken_back_for_nobody()
    {
        var stage = await SlaStage.SetAsync(floor, "");
        await using var other = floor.Db();
        await using (var transaction = await other.Database.BeginTransactionAsync())
        {
            await other.SlaPolicies.Where(p => p.Id == stage.PolicyId).ExecuteUpdateAsync(set => set.SetProperty(p => p.FirstResponse, TimeSpan.FromHours(1)));
            var seen = await SlaShelf.StandingAsync(other, Never);
            Assert.Equal(TimeSpan.FromHours(1), seen.Policies.Single(p => p.Id == stage.PolicyId).FirstResponse);
            await stage.OpenAsync();
            Assert.Equal(stage.Opened.AddHours(4), (await stage.ClockAsync(SlaClock.FirstResponse))!.DueAt);
            await transaction.RollbackAsync();
        }

        await stage.OpenAsync();
        Assert.Equal(stage.Opened.AddHours(4), (await stage.ClockAsync(SlaClock.FirstResponse))!.DueAt);
    }
}
