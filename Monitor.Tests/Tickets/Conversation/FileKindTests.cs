using System.Text;
using Monitor.Domain.Tickets.Conversation;

namespace Monitor.Tests.Tickets.Conversation;

public sealed class FileKindTests
{
    [Theory]
    [InlineData("plain", FileKind.Text)]
    [InlineData("", FileKind.Text)]
    [InlineData("12:01 \u001b[31mred\u001b[0m <html> in a log", FileKind.Text)]
    [InlineData("a,b\r\n1,2", FileKind.Text)]
    [InlineData("<?xml version=\"1.0\"?><config><a/></config>", FileKind.Xml)]
    [InlineData("<html><script>alert(1)</script>", FileKind.Html)]
    [InlineData("  \n\t<!-- x --><script>", FileKind.Html)]
    [InlineData("\ufeff<!DOCTYPE html>", FileKind.Html)]
    [InlineData("<svg onload=alert(1)>", FileKind.Svg)]
    [InlineData("<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", FileKind.Svg)]
    [InlineData("<?xml version='1.0'?><x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>", FileKind.Html)]
    [InlineData("<?xml version='1.0'?><?xml-stylesheet href='x.xsl'?><a/>", FileKind.Html)]
    [InlineData("MZ\u0090\0", FileKind.Program)]
    [InlineData("a\0b", FileKind.Unknown)]
    [InlineData("%PDF-1.7 <script>alert(1)</script>", "application/pdf")]
    [InlineData("GIF89a/*<svg/onload=alert(1)>*/", "image/gif")]
    public void Attack_21_the_bytes_say_what_a_file_is(string content, string type) => Assert.Equal(type, FileKind.Of(Encoding.UTF8.GetBytes(content)));

    [Fact]
    public void Attack_21_text_in_another_encoding_is_looked_at_as_what_a_browser_would_read()
    {
        Assert.Equal(FileKind.Html, FileKind.Of([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("<script>alert(1)</script>")]));
        Assert.Equal(FileKind.Html, FileKind.Of([.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes("<html>")]));
        Assert.Equal(FileKind.Text, FileKind.Of(Encoding.Latin1.GetBytes("Größe: 12 µm")));
    }

    [Fact]
    public void Pictures_archives_and_documents_are_known_by_their_first_bytes()
    {
        Assert.Equal("image/png", FileKind.Of([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]));
        Assert.Equal("image/jpeg", FileKind.Of([0xff, 0xd8, 0xff, 0xe0]));
        Assert.Equal("image/webp", FileKind.Of("RIFF\u0001\u0000\u0000\u0000WEBPVP8 "u8));
        Assert.Equal(FileKind.Unknown, FileKind.Of("RIFX\u0001\u0000\u0000\u0000WEBPVP8 "u8));
        Assert.Equal(FileKind.Zip, FileKind.Of([0x50, 0x4b, 3, 4, 0, 0]));
        Assert.EndsWith("wordprocessingml.document", FileKind.Of([0x50, 0x4b, 3, 4, .. "....[Content_Types].xml....word/document.xml"u8]), StringComparison.Ordinal);
    }
}
