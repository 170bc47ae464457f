using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Service;
using static Monitor.Tests.Tickets.Service.ServiceHoursTextTests;

namespace Monitor.Tests.Tickets.Service;

public sealed class SlaClocksTests
{
    private readonly SlaStory _story = new();

    [Fact]
    public void A_new_ticket_owes_a_first_response_and_a_resolution_and_no_update()
    {
        _story.Opens();
        Assert.Equal((_story.At(4), _story.At(10)), (_story.First!.DueAt, _story.Resolution!.DueAt));
        Assert.Null(_story.Next);
    }

    [Fact]
    public void The_first_answer_meets_the_first_response_and_nothing_else_does()
    {
        _story.Opens().Asks(1).Moves(2, TicketState.Open);
        Assert.Null(_story.First!.MetAt);
        _story.Answers(3).Answers(9);
        Assert.Equal((_story.At(3), (DateTimeOffset?)null, (DateTimeOffset?)null), (_story.First!.MetAt, _story.First.BreachedAt, _story.First.DueAt));
    }

    [Fact]
    public void Words_before_the_first_response_neither_put_it_off_nor_start_the_next_update()
    {
        _story.Opens().Asks(3).Asks(3.9);
        Assert.Equal(_story.At(4), _story.First!.DueAt);
        Assert.Null(_story.Next);
    }

    [Fact]
    public void Each_word_of_the_requester_starts_the_next_update_anew_and_an_answer_meets_it()
    {
        _story.Opens().Answers(1).Asks(5);
        Assert.Equal(_story.At(7), _story.Next!.DueAt);
        _story.Asks(6);
        Assert.Equal((_story.At(8), 1), (_story.Next!.DueAt, _story.Next.Round));
        _story.Answers(7.5);
        Assert.Equal((_story.At(7.5), (DateTimeOffset?)null), (_story.Next!.MetAt, _story.Next.BreachedAt));
        _story.Asks(20);
        Assert.Equal((_story.At(22), (DateTimeOffset?)null, 2), (_story.Next!.DueAt, _story.Next.MetAt, _story.Next.Round));
    }

    [Fact]
    public void A_next_update_that_is_late_is_not_saved_by_another_word()
    {
        _story.Opens().Answers(1).Asks(2).Asks(4.5);
        Assert.Equal((_story.At(4), 0), (_story.Next!.DueAt, _story.Next.Round));
        _story.Answers(5);
        Assert.Equal((_story.At(5), _story.At(4)), (_story.Next!.MetAt, _story.Next.BreachedAt));
    }

    [Fact]
    public void Without_a_promised_first_response_the_opening_asks_for_an_update()
    {
        _story.Terms = _story.Terms! with { FirstResponse = null };
        Assert.Equal(_story.At(2), _story.Opens().Next!.DueAt);
    }

    [Fact]
    public void What_the_product_opened_asks_for_no_update()
    {
        _story.Terms = _story.Terms! with { FirstResponse = null };
        Assert.Null(_story.Opens(SlaWord.None).Next);
    }

    [Fact]
    public void Pending_stops_every_clock_and_what_had_run_is_kept()
    {
        _story.Opens().Moves(1, TicketState.Pending);
        Assert.All(_story.Runs, r => Assert.Equal((true, TimeSpan.FromHours(1), (DateTimeOffset?)null), (r.IsPaused, r.Spent, r.DueAt)));
        _story.Asks(5);
        Assert.True(_story.First!.IsPaused);
        _story.Moves(50, TicketState.Open);
        Assert.Equal((_story.At(53), _story.At(59)), (_story.First!.DueAt, _story.Resolution!.DueAt));
    }

    [Fact]
    public void Pending_over_a_holiday_and_a_change_of_the_clocks_takes_only_service_time()
    {
        var hours = Hours("Europe/Berlin", "MO-SU 09:00-17:00", "2026-10-26 Bridge day");
        var run = SlaRun.Start(SlaClock.Resolution, _story.Terms! with { Hours = hours }, TimeSpan.FromHours(12), At("2026-10-24T07:00Z")); // Saturday 09:00 in summer time
        run = run.Pause(At("2026-10-24T10:00Z")).Resume(At("2026-10-24T12:00Z")); // away from 12:00 to 14:00
        Assert.Equal(At("2026-10-25T14:00Z"), run.DueAt); // 3 h left on Saturday, 6 h on Sunday in winter time: until 15:00
        run = run.Pause(At("2026-10-25T12:00Z")).Resume(At("2026-10-26T12:00Z"));
        Assert.Equal(At("2026-10-27T10:00Z"), run.DueAt);
    }

    [Fact]
    public void Late_stays_late_while_it_waits_and_when_it_is_done()
    {
        _story.Opens().Answers(1).Moves(11, TicketState.Pending).Moves(20, TicketState.Open);
        Assert.Equal((_story.At(10), _story.At(19)), (_story.Resolution!.BreachedAt, _story.Resolution.DueAt));
        _story.Moves(21, TicketState.Resolved);
        Assert.Equal((_story.At(10), _story.At(21)), (_story.Resolution!.BreachedAt, _story.Resolution.MetAt));
    }

    [Fact]
    public void What_is_done_at_the_very_moment_it_is_due_is_in_time() =>
        Assert.Null(_story.Opens().Answers(4).First!.BreachedAt);

    [Fact]
    public void Resolving_ends_all_clocks_and_reopening_goes_on_with_the_resolution_alone()
    {
        _story.Opens().Answers(1).Asks(2).Moves(3, TicketState.Resolved);
        Assert.All(_story.Runs, r => Assert.True(r.IsOver));
        _story.Moves(100, TicketState.Open);
        Assert.Equal((_story.At(107), 0), (_story.Resolution!.DueAt, _story.Resolution.Round));
        Assert.True(_story.First!.IsOver && _story.Next!.IsOver);
    }

    [Fact]
    public void A_requester_who_reopens_asks_for_an_update() =>
        Assert.Equal(_story.At(12), _story.Opens().Answers(1).Moves(3, TicketState.Resolved).Moves(10, TicketState.Open, SlaWord.Request).Next!.DueAt);

    [Fact]
    public void Other_terms_keep_what_has_run()
    {
        _story.Opens().Chooses(3, _story.Terms! with { PolicyId = 2, FirstResponse = TimeSpan.FromHours(3.5), Resolution = TimeSpan.FromHours(2) });
        Assert.Equal((_story.At(3.5), 2), (_story.First!.DueAt, _story.First.PolicyId));
        Assert.Equal((_story.At(2), _story.At(3)), (_story.Resolution!.DueAt, _story.Resolution.BreachedAt));
        _story.Chooses(3.2, _story.Terms! with { PolicyId = 3, Resolution = TimeSpan.FromHours(20) });
        Assert.Equal((_story.At(20), (DateTimeOffset?)null), (_story.Resolution!.DueAt, _story.Resolution.BreachedAt));
    }

    [Fact]
    public void Where_no_policy_holds_any_more_clocks_that_run_are_gone_and_those_that_are_over_stay()
    {
        _story.Opens().Answers(1).Chooses(2, null);
        Assert.Equal([SlaClock.FirstResponse], _story.Runs.Select(r => r.Clock));
    }

    [Fact]
    public void A_policy_that_begins_to_hold_later_promises_from_then_on_and_no_first_response_where_there_was_one()
    {
        var terms = _story.Terms;
        _story.Terms = null;
        _story.Opens().Answers(1).Chooses(5, terms);
        Assert.Equal([(SlaClock.Resolution, (DateTimeOffset?)_story.At(15))], _story.Runs.Select(r => (r.Clock, r.DueAt)));
    }

    [Fact]
    public void A_word_where_nothing_is_promised_promises_nothing_and_the_next_choice_does()
    {
        var terms = _story.Terms;
        _story.Terms = null;
        _story.Opens().Answers(1);
        _story.Terms = terms;
        Assert.Empty(_story.Asks(5).Runs);
        _story.Chooses(6, terms).Asks(7);
        Assert.Equal([(SlaClock.NextUpdate, (DateTimeOffset?)_story.At(9)), (SlaClock.Resolution, _story.At(16))], _story.Runs.Select(r => (r.Clock, r.DueAt)));
    }

    [Fact]
    public void Fault_27_A_clock_of_the_server_that_was_set_back_takes_nothing_away()
    {
        _story.Opens().Moves(1, TicketState.Pending).Moves(2, TicketState.Open).Moves(-8, TicketState.Pending);
        Assert.Equal(TimeSpan.FromHours(1), _story.First!.Spent);
    }
}
