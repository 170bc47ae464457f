using System.Globalization;
using Monitor.Domain.Tickets.Conversation;

namespace Monitor.Tests.Tickets.Conversation;

public sealed class AttachmentNameTests
{
    [Theory]
    [InlineData("report.pdf", "application/pdf", "report.pdf")]
    [InlineData("Übersicht 2026 (neu).log", FileKind.Text, "Übersicht 2026 (neu).log")]
    [InlineData("\u200bevil.txt", FileKind.Text, "evil.txt")]
    [InlineData("\ufeff\u200b.htaccess", FileKind.Text, "htaccess.txt")]
    [InlineData("invoice\u202efdp.exe", FileKind.Text, "invoicefdp.exe.txt")]
    [InlineData("../../etc/passwd", FileKind.Text, "passwd.txt")]
    [InlineData("..\\..\\boot.ini", FileKind.Text, "boot.ini")]
    [InlineData("..%2f..%2fetc%2fpasswd", FileKind.Text, "passwd.txt")]
    [InlineData("%252e%252e%252fx.png", "image/png", "x.png")]
    [InlineData("a%00.png", "image/png", "a.png")]
    [InlineData("a.html\0.png", "image/png", "a.html.png")]
    [InlineData("x.html", FileKind.Text, "x.html.txt")]
    [InlineData("x.svg", FileKind.Text, "x.svg.txt")]
    [InlineData("run.bat", FileKind.Text, "run.bat.txt")]
    [InlineData("picture.jpg", "image/png", "picture.jpg.png")]
    [InlineData("..", FileKind.Text, "file.txt")]
    [InlineData("%2e%2e", FileKind.Text, "file.txt")]
    [InlineData("", FileKind.Text, "file.txt")]
    [InlineData(null, "image/png", "file.png")]
    [InlineData("CON.txt", FileKind.Text, "file_CON.txt")]
    [InlineData("a\r\nSet-Cookie: x=1.txt", FileKind.Text, "a Set-Cookie_ x=1.txt")]
    [InlineData("a\"; filename=\"b.txt", FileKind.Text, "a_ filename=_b.txt")]
    [InlineData("trailing.txt. . ", FileKind.Text, "trailing.txt")]
    [InlineData("a/", FileKind.Text, "file.txt")]
    [InlineData("=cmd.csv", FileKind.Text, "=cmd.csv")]
    public void Attack_21_a_name_is_decoded_first_and_then_cleaned(string? name, string type, string clean) => Assert.Equal(clean, AttachmentName.Clean(name, type));

    [Fact]
    public void Attack_21_a_name_of_three_hundred_characters_is_cut_before_its_ending()
    {
        var cut = AttachmentName.Clean(new string('a', 295) + ".png", "image/png");
        Assert.Equal((Attachment.NameLength, true), (cut.Length, cut.EndsWith("a.png", StringComparison.Ordinal)));
        var emoji = AttachmentName.Clean(string.Concat(Enumerable.Repeat("👩‍🔧", 100)), "image/png");
        Assert.True(emoji.Length <= Attachment.NameLength && emoji.EnumerateRunes().All(r => r != System.Text.Rune.ReplacementChar), emoji);
    }

    [Fact]
    public void Attack_21_whatever_a_name_is_made_of_it_is_a_name_and_no_path()
    {
        var random = new Random(21);
        string[] parts = ["a", ".", "..", "/", "\\", "%2e", "%2f", "%00", "%25", "\0", "\u202e", "\u200b", "\ud800", "\r\n", "\"", ";", " ", "é", "漢", ".png", ".html", "CON", ":", "*", "👩‍🔧"];
        string[] types = ["image/png", FileKind.Text, FileKind.Unknown, "application/pdf"];
        for (var round = 0; round < 20_000; round++)
        {
            var name = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => parts[random.Next(parts.Length)]));
            var clean = AttachmentName.Clean(name, types[random.Next(types.Length)]);
            Assert.InRange(clean.Length, 1, Attachment.NameLength);
            Assert.DoesNotContain(clean, c => c is '/' or '\\' or '"' or ';' or '%' or ':' or '*' || char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format);
            Assert.False(clean[0] == '.' || clean[^1] is '.' or ' ' || !clean.Contains('.', StringComparison.Ordinal), $"{clean} from {name}");
        }
    }
}
