using System.Text;
using Monitor.Domain.Tickets.Mail;
using Monitor.Tests.Support;

namespace Monitor.Tests.Intake.Mail;

/// <summary>Random and damaged mails against the parser.</summary>
public sealed class MailFuzzTests
{
    private static readonly string[] Corpus =
    [
        "From: =?utf-8?Q?=C3=84nne?= <a@example.org>\r\nSubject: =?utf-8?B?4w==?= =?utf-8?B?g5c=?=\r\nMessage-ID: <1@x>\r\nReferences: <a@b> <c@d>\r\n\r\nHi.\r\n\r\nOn Mon, 1 Jan, A <a@b> wrote:\r\n> x\r\n",
        "From: a@example.org\nContent-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\ntext\n--c\nContent-Type: text/html; charset=utf-16\n\n<p>x<a href='http://x'>y</a><blockquote>q</blockquote>\n--c--\n--b\nContent-Type: image/png; name*0*=utf-8''%C3; name*1*=%A4\nContent-Transfer-Encoding: base64\n\niVBORw==\n--b--\n",
        "From: \"q\\\"uote\" <a@example.org> (c(o)mment)\nContent-Type: text/plain; charset=\"iso-2022-jp\"\nContent-Transfer-Encoding: quoted-printable\n\n=1B$B%W=1B(B=\n =41=4\n",
        "From: a@example.org\nContent-Type: text/html\n\n<!-- <p> --><script>x</script><b <i>&amp;&#x1F600;&#xD800;<td>1</td><br/><<<>>>",
        "From a@example.org Mon\nFrom: a@example.org\nAuto-Submitted: auto-replied (x)\nContent-Type: message/rfc822\n\nFrom: b@example.org\n\n",
    ];

    private static readonly string[] Tokens =
        ["\r\n", "\n\n", "--b", "--b--", "--c\n", "=?", "?=", "?B?", "\"", "\\", "<", ">", ";", "boundary=", "charset=", "*0*=", "%", "=\r\n", "\0", "\u00C3", "<!--", "</", "&#", "multipart/", ":", " ", "\t"];

    [Fact]
    public void Fault_32_Damaged_mails_are_read_or_refused_and_nothing_else()
    {
        var seed = LongRun.IsOn ? Environment.TickCount : 20261127;
        var random = new Random(seed);
        var (rounds, read) = (LongRun.Rounds(100_000, 5_000_000), 0);
        for (var round = 1; round <= rounds; round++)
        {
            var bytes = Damage(random);
            try
            {
                var mail = MailParser.Read(bytes);
                var reply = QuotedReply.Of(mail.Text);
                Assert.True(reply.Text.Length <= mail.Text.Length && mail.Files.Sum(f => (long)f.Bytes.Length) <= bytes.Length + 1000, "more came out than went in");
                Assert.DoesNotContain('\n', mail.Subject);
                read++;
            }
            catch (MailFormatException)
            {
                // Refused: what else should become of it.
            }
            catch (Exception unexpected)
            {
                Assert.Fail($"seed {seed}, round {round}: {unexpected.GetType().Name} {unexpected.Message} for {Convert.ToBase64String(bytes)}");
            }
        }

        Assert.InRange(read, rounds / 10, rounds - 1);
    }

    /// <summary>Work that grew with the square of the length would take hours here; the guard is far above what one pass takes.</summary>
    [Theory]
    [InlineData("<")]
    [InlineData("<a \"")]
    [InlineData("<!--")]
    [InlineData("<blockquote>")]
    [InlineData("&#")]
    [InlineData("=?utf-8?Q?")]
    [InlineData("(")]
    [InlineData("> \n")]
    [InlineData("--b\n")]
    [InlineData("From:\n")]
    public async Task A_long_row_of_the_same_is_read_in_one_pass(string piece)
    {
        var row = string.Concat(Enumerable.Repeat(piece, (4 << 20) / piece.Length));
        foreach (var head in new[] { "Content-Type: text/html\n\n", "Content-Type: text/plain\n\n", "Content-Type: multipart/mixed; boundary=b\n\n", "Subject: " })
        {
            var read = await Task.Run(() => Length(Encoding.UTF8.GetBytes($"From: a@example.org\n{head}{row}"))).WaitAsync(TimeSpan.FromMinutes(2));
            Assert.InRange(read, -1, 2L * row.Length);
        }
    }

    /// <summary>-1 for what is refused.</summary>
    private static long Length(byte[] mail)
    {
        try
        {
            return QuotedReply.Of(MailParser.Read(mail).Text).Text.Length;
        }
        catch (MailFormatException)
        {
            return -1;
        }
    }

    private static byte[] Damage(Random random)
    {
        var bytes = Encoding.Latin1.GetBytes(Corpus[random.Next(Corpus.Length)]).ToList();
        for (var i = random.Next(1, 6); i > 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at)); break;
                case 2: bytes.InsertRange(at, Encoding.Latin1.GetBytes(Tokens[random.Next(Tokens.Length)])); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 200), bytes.Count - at))); break;
                default: bytes.InsertRange(at, Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(Tokens[random.Next(Tokens.Length)], random.Next(1, 300))))); break;
            }
        }

        return [.. bytes];
    }
}
