using Monitor.Tests.Support;
using Monitor.Web.Live;
using Monitor.Web.Tickets.Conversation;

namespace Monitor.Tests.Tickets.Conversation;

public sealed class TicketPresenceTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly LiveFeed _live = new();

    private TicketPresence Presence => field ??= new TicketPresence(_live, _clock);

    [Fact]
    public void Who_looks_and_who_writes_is_seen_by_the_others_until_he_goes()
    {
        using var anna = Presence.Enter(7, 1, "Anna");
        using var again = Presence.Enter(7, 1, "Anna");
        var bert = Presence.Enter(7, 2, "Bert");
        bert.Writing();
        Assert.Equal([new PresentPerson(2, "Bert", true)], Presence.Others(7, 1));
        Assert.Equal([new PresentPerson(1, "Anna", false)], Presence.Others(7, 2));
        Assert.Empty(Presence.Others(8, 1));
        bert.Stopped();
        Assert.Equal([new PresentPerson(2, "Bert", false)], Presence.Others(7, 1));
        bert.Dispose();
        bert.Dispose();
        Assert.Empty(Presence.Others(7, 1));
    }

    [Fact]
    public void Who_falls_silent_stops_writing_and_is_then_forgotten()
    {
        using var bert = Presence.Enter(7, 2, "Bert");
        bert.Writing();
        _clock.Advance(TicketPresence.Writes);
        Assert.False(Assert.Single(Presence.Others(7, 1)).IsWriting);
        _clock.Advance(TicketPresence.Looks - TicketPresence.Writes);
        bert.StillThere();
        _clock.Advance(TicketPresence.Looks);
        Assert.Single(Presence.Others(7, 1));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(Presence.Others(7, 1));
        bert.Writing();
        Assert.Equal([new PresentPerson(2, "Bert", true)], Presence.Others(7, 1));
        bert.Dispose();
        bert.Writing();
        Assert.Empty(Presence.Others(7, 1));
    }

    [Fact]
    public void Coming_going_and_the_beginning_of_writing_wake_those_who_look_and_every_further_letter_does_not()
    {
        using var subscription = _live.Subscribe(TicketPresence.Topic(7));
        var bert = Presence.Enter(7, 2, "Bert");
        Assert.True(subscription.TakeChange());
        bert.Writing();
        Assert.True(subscription.TakeChange());
        bert.Writing();
        bert.StillThere();
        Assert.False(subscription.TakeChange());
        bert.Stopped();
        Assert.True(subscription.TakeChange());
        using var other = Presence.Enter(8, 3, "Cora");
        Assert.False(subscription.TakeChange());
        bert.Dispose();
        Assert.True(subscription.TakeChange());
    }

    [Fact]
    public void Beyond_the_bound_nobody_is_noted_and_nothing_breaks()
    {
        var seats = Enumerable.Range(1, TicketPresence.MostOfOneTicket + 5).Select(i => Presence.Enter(7, i, $"P{i:000}")).ToList();
        Assert.Equal(TicketPresence.MostOfOneTicket, Presence.Others(7, 0).Count);
        seats.ForEach(s => s.Dispose());
        Assert.Empty(Presence.Others(7, 0));
        using var late = Presence.Enter(7, 1, "Anna");
        Assert.Single(Presence.Others(7, 0));
    }
}
