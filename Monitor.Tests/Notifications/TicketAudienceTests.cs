using Monitor.Domain.Notifications;

namespace Monitor.Tests.Notifications;

public sealed class TicketAudienceTests
{
    private const int Requester = 1;
    private const int Assignee = 2;
    private const int Watcher = 3;
    private const int Member = 4;
    private const int Worker = 5;
    private const int Named = 6;

    private static readonly TicketPeople People = new() { RequesterUserId = Requester, AssigneeUserId = Assignee, WatcherIds = [Watcher], TeamIds = [Member], WorkerIds = [Worker] };

    [Theory]
    [InlineData(TicketNewsKind.Opened, new[] { Requester, Assignee, Watcher })]
    [InlineData(TicketNewsKind.Answered, new[] { Requester, Assignee, Watcher })]
    [InlineData(TicketNewsKind.Moved, new[] { Requester, Assignee, Watcher })]
    [InlineData(TicketNewsKind.Noted, new[] { Assignee, Watcher })]
    [InlineData(TicketNewsKind.Changed, new[] { Assignee, Watcher })]
    [InlineData(TicketNewsKind.Assigned, new[] { Assignee, Watcher })]
    [InlineData(TicketNewsKind.Escalated, new[] { Assignee })]
    [InlineData(TicketNewsKind.Automated, new int[0])]
    public void Those_who_have_to_do_with_it_are_told_and_the_requester_hears_of_no_note_field_or_assignment(TicketNewsKind what, int[] expected) =>
        Assert.Equal(expected, Ids(News(what) with { AssigneeUserId = Assignee }, People).Order());

    [Fact]
    public void Whoever_did_it_is_not_told_of_it()
    {
        foreach (var by in new[] { Requester, Assignee, Watcher })
        {
            Assert.DoesNotContain(by, Ids(News(TicketNewsKind.Answered) with { By = by, Named = [by] }, People));
        }
    }

    [Fact]
    public void A_ticket_that_is_nobodys_is_told_to_its_team_and_without_people_in_it_to_everybody_who_works_on_tickets()
    {
        Assert.Equal([Requester, Watcher, Member], Ids(News(TicketNewsKind.Answered), People with { AssigneeUserId = null }));
        Assert.Equal([Requester, Watcher, Worker], Ids(News(TicketNewsKind.Answered), People with { AssigneeUserId = null, TeamIds = [] }));
        Assert.Equal([Watcher], Ids(News(TicketNewsKind.Changed) with { By = 99 }, People with { AssigneeUserId = null }));
    }

    [Fact]
    public void An_entry_that_the_requester_does_not_see_is_not_told_to_him()
    {
        Assert.DoesNotContain(Requester, Ids(News(TicketNewsKind.Moved) with { IsInternal = true }, People));
        Assert.True(TicketAudience.IsInternal(News(TicketNewsKind.Noted)));
    }

    [Fact]
    public void Each_is_told_once_for_the_most_personal_reason()
    {
        var told = TicketAudience.Of(News(TicketNewsKind.Answered) with { Named = [Named, Assignee] }, People with { WatcherIds = [Requester, Named, Assignee] });
        Assert.Equal([(Named, AudienceReason.Named), (Assignee, AudienceReason.Named), (Requester, AudienceReason.Requester)], told.Select(t => (t.UserId, t.Reason)));
    }

    [Fact]
    public void A_step_of_a_ladder_tells_whom_it_names_and_else_whoever_has_the_ticket()
    {
        Assert.Equal([Named], Ids(News(TicketNewsKind.Escalated) with { Named = [Named] }, People));
        Assert.Equal([Named], Ids(News(TicketNewsKind.Automated) with { Named = [Named] }, People));
        Assert.Equal([Member], Ids(News(TicketNewsKind.Escalated), People with { AssigneeUserId = null }));
    }

    [Fact]
    public void Who_had_it_for_a_moment_is_not_told_that_it_is_his() =>
        Assert.Equal([Watcher], Ids(News(TicketNewsKind.Assigned) with { AssigneeUserId = 77 }, People));

    [Fact]
    public void A_field_that_a_person_changed_is_for_the_bell_and_what_is_nobodys_is_mailed_to_everybody_once()
    {
        Assert.All(TicketAudience.Of(News(TicketNewsKind.Changed) with { By = 99 }, People), t => Assert.False(t.ByMail));
        Assert.All(TicketAudience.Of(News(TicketNewsKind.Changed), People), t => Assert.True(t.ByMail));
        var nobody = People with { AssigneeUserId = null, TeamIds = [], RequesterUserId = null, WatcherIds = [] };
        Assert.True(Assert.Single(TicketAudience.Of(News(TicketNewsKind.Opened), nobody)).ByMail);
        Assert.False(Assert.Single(TicketAudience.Of(News(TicketNewsKind.Answered), nobody)).ByMail);
    }

    [Fact]
    public void What_a_problem_does_to_its_ticket_is_not_in_the_bell_twice()
    {
        var problem = People with { IsFromProblem = true };
        Assert.All(TicketAudience.Of(News(TicketNewsKind.Opened), problem), t => Assert.False(t.ByBell));
        Assert.All(TicketAudience.Of(News(TicketNewsKind.Escalated), problem), t => Assert.True(t.ByBell));
        Assert.All(TicketAudience.Of(News(TicketNewsKind.Answered) with { By = 99 }, problem), t => Assert.True(t.ByBell));
    }

    private static TicketNews News(TicketNewsKind what) => new() { Number = 12, What = what };

    private static IEnumerable<int> Ids(TicketNews news, TicketPeople people) => TicketAudience.Of(news, people).Select(t => t.UserId);
}
