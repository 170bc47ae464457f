using Monitor.Domain.Tickets.Mail;

namespace Monitor.Tests.Intake.Mail;

public sealed class QuotedReplyTests
{
    [Theory]
    [InlineData("Yes.\n\nOn Mon, 1 Jan 2026 at 10:00, Anna <anna@example.org> wrote:\n> Is it on?\n>> old\n", "Yes.", true)]
    [InlineData("Ja.\n\nAm 01.01.2026 um 10:00 schrieb Anna\n<anna@example.org>:\n\n> Ist er an?\n\n", "Ja.", true)]
    [InlineData("> Is it on?\nYes.\n> Really?\nYes, really.", "> Is it on?\nYes.\n> Really?\nYes, really.", true)]
    [InlineData("Here is the list:\n> a\n> b", "Here is the list:", true)]
    [InlineData("Yes.\n\n-----Original Message-----\nFrom: Anna\nIs it on?", "Yes.", false)]
    [InlineData("Yes.\n\n________________________________\nFrom: Anna <a@example.org>\nSent: Monday\nTo: me\nSubject: x\n\nIs it on?", "Yes.", false)]
    [InlineData("Ja.\n\nVon: Anna\nGesendet: Montag\nAn: mich\nBetreff: x\n\nIst er an?", "Ja.", false)]
    [InlineData("From: the third floor\nno one can print", "From: the third floor\nno one can print", true)]
    [InlineData("> only what was quoted", "> only what was quoted", true)]
    [InlineData("-----Original Message-----\nFrom: Anna", "-----Original Message-----\nFrom: Anna", true)]
    [InlineData("No quote at all\n\n-- \nAnna", "No quote at all\n\n-- \nAnna", true)]
    [InlineData("", "", true)]
    public void What_was_answered_is_left_out_and_nothing_else(string text, string reply, bool isWhole) => Assert.Equal(new QuotedReply(reply, isWhole), QuotedReply.Of(text));
}
