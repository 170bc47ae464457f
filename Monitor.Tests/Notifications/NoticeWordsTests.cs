using Monitor.Domain.Access;
using Monitor.Domain.Notifications;

namespace Monitor.Tests.Notifications;

public sealed class NoticeWordsTests
{
    private static readonly NoticeTicket Ticket = new(12, "Printer", "Open", "High");

    [Theory]
    [InlineData("{{7*7}}")]
    [InlineData("${x}")]
    [InlineData("{0} {ticket.number}")]
    [InlineData("%n %s")]
    [InlineData("@(1+1)")]
    [InlineData("<%= 1 %>")]
    public void Attack_41_What_looks_like_a_template_stands_in_a_notice_as_it_was_written(string text)
    {
        var news = new TicketNews { Number = 12, What = TicketNewsKind.Answered, Text = text, By = 1 };
        var ticket = Ticket with { Title = text };
        Assert.Contains(text, NoticeWords.BellLine(news, ticket, text, AudienceReason.Watcher));
        Assert.Equal($"[#12] {text}", NoticeWords.MailSubject(ticket));
        Assert.StartsWith($"{text} wrote:\n\n{text}\n\nTicket #12, open, priority high\n{text}\n\n", NoticeWords.MailText(news, ticket, "", text, AudienceReason.Watcher));
    }

    [Theory]
    [InlineData("Printer\r\nBcc: all@example.org", "Printer Bcc: all@example.org")]
    [InlineData("Printer\nX", "Printer X")]
    [InlineData("Prin\u0000ter\u001b[31m", "Printer[31m")]
    [InlineData("\u202Egpj.exe\u202C", "gpj.exe")]
    [InlineData("a\u2028b\u2029c\u0085d", "a b c d")]
    [InlineData("  drucker   kaputt ", "drucker kaputt")]
    [InlineData("מדפסת 打印机 😀", "מדפסת 打印机 😀")]
    public void Attack_40_A_line_holds_no_break_control_character_or_turn_of_direction(string text, string expected) => Assert.Equal(expected, PlainLine.Of(text, 100));

    [Fact]
    public void A_text_is_cut_between_characters_and_says_so()
    {
        Assert.Equal("ab…", PlainLine.Of("abcd", 3));
        Assert.Equal("a…", PlainLine.Of("a😀bc", 3));
        Assert.Equal("a\nb\tc", PlainLine.Block("a\r\nb\tc\u0007", 10));
    }

    [Theory]
    [InlineData("anna@example.org", true)]
    [InlineData("anna.berg+tickets@mail.example.org", true)]
    [InlineData("root@localhost", true)]
    [InlineData("anna@example.org,bert@example.org", false)]
    [InlineData("anna@example.org;bert@example.org", false)]
    [InlineData("\"anna berg\"@example.org", false)]
    [InlineData("\"a\\\"b, c@x.org\"@example.org", false)]
    [InlineData("Anna <anna@example.org>", false)]
    [InlineData("anna@example.org\r\nRCPT TO:<x@example.org>", false)]
    [InlineData("anna@example.org\n", false)]
    [InlineData("anna @example.org", false)]
    [InlineData("anna@@example.org", false)]
    [InlineData("anna@ex ample.org", false)]
    [InlineData(".anna@example.org", false)]
    [InlineData("anna@.example.org", false)]
    [InlineData("änna@example.org", false)]
    [InlineData("anna@[127.0.0.1]", false)]
    [InlineData("anna", false)]
    [InlineData("", false)]
    public void Attack_40_A_mail_address_is_one_plain_address(string text, bool accepted) => Assert.Equal(accepted, MailAddressRule.Accepts(text));
}
