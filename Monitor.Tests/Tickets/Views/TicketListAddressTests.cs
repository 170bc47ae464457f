using Monitor.Domain.Tickets;
using Monitor.Web.Tickets.Views;

namespace Monitor.Tests.Tickets.Views;

public sealed class TicketListAddressTests
{
    [Theory]
    [InlineData("")]
    [InlineData("?view=mine&sort=-changed&page=3")]
    [InlineData("?view=late&state=New,Open&priority=High,Urgent&kind=Incident&category=3&team=2&assignee=nobody&requester=me&tag=vpn&host=9&text=printer%20jam")]
    [InlineData("?state=all&assignee=17&createdFrom=2026-11-01T00%3A00%3A00Z&createdTo=2026-11-02T00%3A00%3A00Z&updatedFrom=2026-11-01T00%3A00%3A00Z&updatedTo=2026-11-03T00%3A00%3A00Z&sort=due")]
    public void What_an_address_says_is_written_as_the_same_address(string address)
    {
        Assert.Empty(Read(address).Errors);
        Assert.Equal(address, TicketListAddress.WriteOfScreen(TicketListAddress.OfScreen(address)));
    }

    [Theory]
    [InlineData("sort", "password_hash")]
    [InlineData("sort", "number; DROP TABLE tickets")]
    [InlineData("sort", "-")]
    [InlineData("sort", "usual")]
    [InlineData("sort", "1")]
    [InlineData("state", "0")]
    [InlineData("state", "Open,Nowhere")]
    [InlineData("view", "7")]
    [InlineData("priority", "1 OR 1=1")]
    [InlineData("kind", "'")]
    [InlineData("host", "1 OR 1=1")]
    [InlineData("team", "99999999999")]
    [InlineData("assignee", "everybody")]
    [InlineData("createdFrom", "yesterday")]
    public void Attack_02_What_is_not_on_the_list_of_names_is_an_error_and_a_screen_leaves_it_out(string name, string value)
    {
        var address = $"?{name}={Uri.EscapeDataString(value)}";
        var (query, errors) = Read(address);
        if (value == "-")
        {
            Assert.Equal((TicketSort.Usual, 0), (query.Sort, errors.Count));
            return;
        }

        Assert.Contains($"`{name}`", Assert.Single(errors), StringComparison.Ordinal);
        Assert.Equal("", TicketListAddress.WriteOfScreen(TicketListAddress.OfScreen(address)));
    }

    [Fact]
    public void A_screen_without_a_state_shows_what_is_not_done_and_the_API_everything()
    {
        Assert.Null(Read("").Query.Filter.States);
        Assert.Equal([TicketState.New, TicketState.Open, TicketState.Pending], TicketListAddress.OfScreen("").Filter.States);
        Assert.Empty(TicketListAddress.OfScreen("?state=all").Filter.States!);
    }

    [Fact]
    public void The_list_by_host_is_sorted_by_host_until_another_column_is_chosen()
    {
        Assert.Equal(TicketSort.Host, TicketListAddress.OfScreen("?view=hosts").Sort);
        Assert.Equal("?view=hosts", TicketListAddress.WriteOfScreen(TicketListAddress.OfScreen("?view=hosts")));
        Assert.Equal(TicketSort.Due, TicketListAddress.OfScreen("?view=hosts&sort=due").Sort);
    }

    private static (TicketListQuery Query, IReadOnlyList<string> Errors) Read(string address) => TicketListAddress.Read(
        Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(address).ToDictionary(q => q.Key, q => q.Value.ToString()));
}
