using Monitor.Domain.Access;
using Monitor.Domain.Tickets;

namespace Monitor.Tests.Tickets;

public sealed class TicketMovesTests
{
    [Theory]
    [InlineData(Roles.Technician)]
    [InlineData(Roles.Lead)]
    [InlineData(Roles.Admin)]
    public void Whoever_works_on_tickets_may_make_every_move_of_the_table(string role)
    {
        foreach (var from in Enum.GetValues<TicketState>())
        {
            Assert.All(Enum.GetValues<TicketState>(), to =>
                Assert.Equal(TicketMoves.Exists(from, to), TicketMoves.Allows(from, to, Roles.PermissionsOf(role), isRequester: false)));
        }
    }

    [Theory]
    [InlineData(Roles.EndUser, true, "Resolved>Closed Resolved>Open Closed>Open")]
    [InlineData(Roles.Viewer, true, "Resolved>Closed Resolved>Open Closed>Open")]
    [InlineData(Roles.EndUser, false, "")]
    [InlineData(Roles.Viewer, false, "")]
    [InlineData("", true, "")]
    public void A_requester_may_only_answer_that_it_is_done(string role, bool isRequester, string moves)
    {
        var allowed = from f in Enum.GetValues<TicketState>()
                      from t in TicketMoves.From(f, Roles.PermissionsOf(role), isRequester)
                      select $"{f}>{t}";
        Assert.Equal(moves, string.Join(' ', allowed));
    }

    [Fact]
    public void Nothing_becomes_new_again_and_nothing_moves_to_itself() =>
        Assert.All(Enum.GetValues<TicketState>(), s => Assert.False(TicketMoves.Exists(s, TicketState.New) || TicketMoves.Exists(s, s)));

    [Fact]
    public void A_ticket_refuses_a_move_that_the_table_does_not_have()
    {
        var ticket = new Ticket { Title = "t", State = TicketState.Closed };
        Assert.Throws<InvalidOperationException>(() => ticket.MoveTo(TicketState.Pending, DateTimeOffset.UnixEpoch));
        ticket.MoveTo(TicketState.Open, DateTimeOffset.UnixEpoch);
        Assert.Null(ticket.ClosedAt);
    }
}
