using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Notifications.Sending;
using Monitor.Web.Notifications.Sending;

namespace Monitor.Tests.Notifications;

public sealed class DeliveryPostTests(NoticeFloor floor) : IClassFixture<NoticeFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task Fault_38_What_fails_is_tried_again_later_and_later_and_after_a_day_is_given_up_where_everybody_can_see_why()
    {
        var channel = new FakeChannel("again") { Answer = _ => Task.FromResult(SendOutcome.TryAgain("The receiver is busy.")) };
        await floor.DueAsync(channel.Name, 1);
        for (var hours = 0; hours < 30; hours++)
        {
            await floor.SendAsync(channel);
            floor.Clock.Advance(TimeSpan.FromHours(1));
        }

        var notice = Assert.Single(await floor.NoticesAsync(channel.Name));
        Assert.InRange(channel.Sent.Count, 20, 28);
        Assert.NotNull(notice.GivenUpAt);
        Assert.Null(notice.DueAt);
        Assert.Equal("The receiver is busy.", notice.Error);
    }

    [Fact]
    public async Task Fault_38_What_is_refused_for_good_is_given_up_at_once()
    {
        var channel = new FakeChannel("refused") { Answer = _ => Task.FromResult(SendOutcome.GiveUp("No such mailbox (550).")) };
        await floor.DueAsync(channel.Name, 1);
        await floor.SendAsync(channel);
        Assert.NotNull(Assert.Single(await floor.NoticesAsync(channel.Name)).GivenUpAt);
        Assert.Single(channel.Sent);
    }

    [Fact]
    public async Task Fault_38_A_receiver_that_never_answers_is_left_after_ten_seconds_and_other_channels_go_on()
    {
        var hanging = new FakeChannel("hanging") { Answer = async token => { await new TaskCompletionSource<SendOutcome>().Task; return SendOutcome.Sent; } };
        var fine = new FakeChannel("fine");
        await floor.DueAsync(hanging.Name, 1);
        await floor.DueAsync(fine.Name, 3);
        var attempt = floor.Post().SendNextAsync(hanging, Never);
        await floor.SendAsync(fine);
        Assert.Equal(3, fine.Sent.Count);
        await Support.Eventually.True(() => !hanging.Sent.IsEmpty);
        Assert.False(attempt.IsCompleted);
        floor.Clock.Advance(DeliveryPost.Timeout);
        Assert.True(await attempt);
        var notice = Assert.Single(await floor.NoticesAsync(hanging.Name));
        Assert.Equal("No answer within 10 s.", notice.Error);
        Assert.NotNull(notice.DueAt);
        Assert.Null(notice.ClaimedUntil);
    }

    [Fact]
    public async Task Fault_40_A_server_that_dies_between_sending_and_writing_it_down_leaves_one_duplicate_of_the_same_notice_and_loses_none()
    {
        using var killed = new CancellationTokenSource();
        var channel = new FakeChannel("killed") { Answer = async _ => { await killed.CancelAsync(); return SendOutcome.Sent; } };
        var ids = await floor.DueAsync(channel.Name, 1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => floor.Post().SendNextAsync(channel, killed.Token));

        channel.Answer = _ => Task.FromResult(SendOutcome.Sent);
        var other = floor.Post(new ChannelPauses(floor.Clock));
        Assert.False(await other.SendNextAsync(channel, Never));
        floor.Clock.Advance(DeliveryClaim.Lease + TimeSpan.FromSeconds(1));
        await floor.SendAsync(channel, other);
        Assert.Equal([ids[0], ids[0]], channel.Sent.SelectMany(s => s).Select(d => d.Id));
        Assert.NotNull(Assert.Single(await floor.NoticesAsync(channel.Name)).SentAt);
    }

    [Fact]
    public async Task Fault_43_A_notice_whose_holder_died_is_taken_over_within_thirty_seconds_and_the_late_holder_writes_nothing()
    {
        var late = new TaskCompletionSource<SendOutcome>();
        var channel = new FakeChannel("taken") { Answer = _ => late.Task };
        await floor.DueAsync(channel.Name, 1);
        var held = floor.Post().SendNextAsync(new FakeHolder(channel, late.Task), Never);
        await Support.Eventually.True(() => !channel.Sent.IsEmpty);
        Assert.True(DeliveryClaim.Lease <= TimeSpan.FromSeconds(30));
        floor.Clock.StepWallClock(DeliveryClaim.Lease + TimeSpan.FromSeconds(1));
        channel.Answer = _ => Task.FromResult(SendOutcome.GiveUp("Refused."));
        await floor.SendAsync(channel, floor.Post(new ChannelPauses(floor.Clock)));
        late.SetResult(SendOutcome.Sent);
        Assert.True(await held);
        var notice = Assert.Single(await floor.NoticesAsync(channel.Name));
        Assert.Null(notice.SentAt);
        Assert.Equal(2, notice.Attempts);
    }

    [Fact]
    public async Task Fault_42_Several_servers_that_send_at_once_send_each_notice_once()
    {
        var channel = new FakeChannel("several");
        var ids = await floor.DueAsync(channel.Name, 100);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => floor.SendAsync(channel, floor.Post(new ChannelPauses(floor.Clock)))));
        Assert.Equal(ids, channel.Sent.SelectMany(s => s).Select(d => d.Id).Order());
    }

    [Fact]
    public async Task Fault_41_A_storm_of_a_thousand_notices_is_at_most_six_messages_in_a_minute_and_no_notice_is_lost()
    {
        var person = await floor.PersonAsync(Roles.Technician);
        var channel = new FakeChannel("storm", mostPerMinute: 6);
        var ids = new List<long>();
        for (var second = 0; second < 10; second++)
        {
            ids.AddRange(await floor.DueAsync(channel.Name, 100, person.UserId));
            await floor.SendAsync(channel);
            floor.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(channel.Sent.Count, 1, 6);
        for (var minute = 0; minute < 3; minute++)
        {
            floor.Clock.Advance(TimeSpan.FromMinutes(1));
            await floor.SendAsync(channel);
        }

        Assert.InRange(channel.Sent.Count, 2, 12);
        Assert.Equal(ids, channel.Sent.SelectMany(s => s).Select(d => d.Id).Order());
        Assert.All(await floor.NoticesAsync(channel.Name), n => Assert.NotNull(n.SentAt));
    }

    [Fact]
    public async Task Fault_42_What_another_server_holds_at_this_moment_is_not_waited_for_when_the_rest_is_put_off()
    {
        var person = await floor.PersonAsync(Roles.Technician);
        var channel = new FakeChannel("held", mostPerMinute: 1);
        await floor.DueAsync(channel.Name, 1, person.UserId);
        await floor.SendAsync(channel);
        var ids = await floor.DueAsync(channel.Name, 3, person.UserId);
        await using var db = floor.Acting.Db();
        await using var held = await db.Database.BeginTransactionAsync();
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM deliveries WHERE id = {ids[1]} FOR UPDATE");
        await floor.SendAsync(channel);
        var due = (await floor.NoticesAsync(channel.Name)).ToDictionary(n => n.Id, n => n.DueAt);
        Assert.True(due[ids[0]] > floor.Clock.GetUtcNow() && due[ids[2]] > floor.Clock.GetUtcNow());
        Assert.Equal(floor.Clock.GetUtcNow(), due[ids[1]]!.Value, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task Fault_41_A_person_who_is_flooded_holds_up_nobody_else()
    {
        var (flooded, other) = (await floor.PersonAsync(Roles.Technician), await floor.PersonAsync(Roles.Technician));
        var channel = new FakeChannel("flood", mostPerMinute: 1);
        await floor.DueAsync(channel.Name, 1, flooded.UserId);
        await floor.SendAsync(channel);
        await floor.DueAsync(channel.Name, 5, flooded.UserId);
        await floor.DueAsync(channel.Name, 1, other.UserId);
        await floor.SendAsync(channel);
        Assert.Equal([flooded.UserId, other.UserId], channel.Sent.Select(s => s[0].UserId));
    }

    [Fact]
    public async Task Fault_38_A_receiver_that_is_away_is_tried_now_and_then_and_not_for_every_notice()
    {
        var pauses = new ChannelPauses(floor.Clock);
        var channel = new FakeChannel("away") { Answer = _ => Task.FromResult(SendOutcome.Outage("Nobody is there.")) };
        await floor.DueAsync(channel.Name, 200);
        await floor.SendAsync(channel, floor.Post(pauses));
        Assert.Equal(3, channel.Sent.Count);
        Assert.Equal("Nobody is there.", pauses.Find(channel.Name)!.Reason);
        floor.Clock.Advance(TimeSpan.FromSeconds(6));
        channel.Answer = _ => Task.FromResult(SendOutcome.Sent);
        await floor.SendAsync(channel, floor.Post(pauses));
        floor.Clock.Advance(TimeSpan.FromMinutes(1));
        await floor.SendAsync(channel, floor.Post(pauses));
        Assert.All(await floor.NoticesAsync(channel.Name), n => Assert.NotNull(n.SentAt));
    }

    [Fact]
    public async Task Fault_39_A_receiver_that_asks_for_time_is_not_tried_for_any_notice_before_it_is_over()
    {
        var pauses = new ChannelPauses(floor.Clock);
        var channel = new FakeChannel("asks") { Answer = _ => Task.FromResult(SendOutcome.Outage("Come back later.", TimeSpan.FromMinutes(30))) };
        await floor.DueAsync(channel.Name, 20);
        await floor.SendAsync(channel, floor.Post(pauses));
        floor.Clock.Advance(TimeSpan.FromMinutes(29));
        await floor.SendAsync(channel, floor.Post(pauses));
        Assert.Single(channel.Sent);
        floor.Clock.Advance(TimeSpan.FromMinutes(2));
        channel.Answer = _ => Task.FromResult(SendOutcome.Sent);
        await floor.SendAsync(channel, floor.Post(pauses));
        Assert.All(await floor.NoticesAsync(channel.Name), n => Assert.NotNull(n.SentAt));

        // However long it asks for, a day is the most.
        channel.Answer = _ => Task.FromResult(SendOutcome.Outage("Never again.", TimeSpan.FromDays(400)));
        await floor.DueAsync(channel.Name, 1);
        await floor.SendAsync(channel, floor.Post(pauses));
        Assert.Equal(floor.Clock.GetUtcNow() + RetryPlan.Longest, pauses.Find(channel.Name)!.Until);
    }

    /// <summary>A holder that does not hear that its time is over.</summary>
    private sealed class FakeHolder(FakeChannel channel, Task<SendOutcome> outcome) : INotificationChannel
    {
        public string Name => channel.Name;

        public int Lanes => 1;

        public int? MostPerMinute => null;

        public Task<SendOutcome> SendAsync(IReadOnlyList<Domain.Notifications.Delivery> deliveries, CancellationToken cancellationToken)
        {
            channel.Sent.Enqueue(deliveries);
            return outcome;
        }
    }
}
