using Monitor.Domain.Tickets.Conversation;

namespace Monitor.Tests.Tickets.Conversation;

public sealed class CannedTextTests
{
    private static readonly Dictionary<string, string> Values = new()
    {
        [CannedText.TicketNumber] = "17", [CannedText.TicketTitle] = "{agent.name} {{7*7}}", [CannedText.AgentName] = "Anna",
    };

    [Theory]
    [InlineData("Ticket #{ticket.number}, {agent.name}", "Ticket #17, Anna")]
    [InlineData("{requester.name} {unknown} {} { ticket.number } {ticket.number", "{requester.name} {unknown} {} { ticket.number } {ticket.number")]
    [InlineData("{{ticket.number}}", "{17}")]
    [InlineData("{a{ticket.number}}", "{a17}")]
    [InlineData("}{", "}{")]
    [InlineData("", "")]
    public void Names_between_braces_are_filled_in_and_all_else_stays(string text, string filled) => Assert.Equal(filled, CannedText.Fill(text, Values));

    [Theory]
    [InlineData("{{7*7}}")]
    [InlineData("${7*7}")]
    [InlineData("{0}")]
    [InlineData("%n %s")]
    [InlineData("@(1+1)")]
    [InlineData("{ticket.GetType}")]
    [InlineData("{ticket.number.Length}")]
    [InlineData("{ticket.number:N2}")]
    [InlineData("<%= 1 %>")]
    [InlineData("#{1+1}")]
    public void Attack_41_what_looks_like_a_template_is_printed_as_it_is(string text) => Assert.Equal(text, CannedText.Fill(text, Values));

    [Fact]
    public void Attack_41_what_a_value_brings_along_is_not_filled_in_again() =>
        Assert.Equal("{agent.name} {{7*7}} by Anna", CannedText.Fill("{ticket.title} by {agent.name}", Values));
}
