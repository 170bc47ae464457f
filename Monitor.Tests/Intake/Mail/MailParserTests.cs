using System.Text;
using Monitor.Domain.Tickets.Mail;

namespace Monitor.Tests.Intake.Mail;

/// <summary>Mails as mail programs write them, and as attackers do.</summary>
public sealed class MailParserTests
{
    [Fact]
    public void A_plain_mail_gives_its_sender_subject_thread_and_words()
    {
        var mail = Read("""
            From: Änne Müller <anna@example.org>
            To: help@example.org
            Subject: Drucker
             im Flur
            Message-ID: <a1@mail.example.org>
            In-Reply-To: <notice.5.1@example.org>
            References: <ticket.3@example.org> <notice.4.1@example.org>
             <notice.5.1@example.org>

            Er druckt nicht.
            Seit heute.
            """);
        Assert.Equal(("anna@example.org", "Drucker im Flur", "a1@mail.example.org", "Er druckt nicht.\nSeit heute."), (mail.From, mail.Subject, mail.MessageId, mail.Text));
        Assert.Equal(["notice.5.1@example.org", "notice.4.1@example.org", "ticket.3@example.org"], mail.RefersTo);
        Assert.Null(mail.Automatic);
        Assert.Empty(mail.Files);
    }

    [Theory]
    [InlineData("=?utf-8?Q?caf=C3=A9_au_lait?=", "café au lait")]
    [InlineData("=?iso-8859-1?q?caf=E9?= today", "café today")]
    [InlineData("=?UTF-8?B?44OX44Oq44Oz?= =?UTF-8?B?44K/44O8?=", "プリンター")]
    [InlineData("=?utf-8?B?4w==?= =?utf-8?B?g5c=?=", "プ")]
    [InlineData("=?koi8-r?B?8NLJ18XU?=", "Привет")]
    [InlineData("=?windows-1252?Q?=80_5?=", "€ 5")]
    [InlineData("=?no-such-set?Q?a=E9b?=", "aéb")]
    [InlineData("=?utf-8?Q?never ends", "=?utf-8?Q?never ends")]
    [InlineData("=?utf-8?X?abc?=", "=?utf-8?X?abc?=")]
    [InlineData("=?utf-8?Q?one=0D=0ABcc:_x@example.org?=", "one Bcc: x@example.org")]
    public void A_subject_is_decoded_and_is_one_line(string raw, string subject) => Assert.Equal(subject, Read($"From: a@example.org\nSubject: {raw}\n\nx").Subject);

    [Theory]
    [InlineData("a@example.org", "a@example.org")]
    [InlineData("<a@example.org>", "a@example.org")]
    [InlineData("\"Doe, \\\"J\\\" <x@evil.example>\" <a@example.org>", "a@example.org")]
    [InlineData("=?utf-8?Q?x@evil.example?= <a@example.org> (at work)", "a@example.org")]
    [InlineData("a@example.org (Anna)", "a@example.org")]
    public void Attack_40_The_sender_is_the_one_plain_address(string raw, string address) => Assert.Equal(address, Read($"From: {raw}\n\nx").From);

    [Theory]
    [InlineData("From: a@example.org, b@example.org")]
    [InlineData("From: <a@example.org> <b@example.org>")]
    [InlineData("From: friends: a@example.org;")]
    [InlineData("From: a@example.org\nFrom: b@example.org")]
    [InlineData("From: x <a@example.org")]
    [InlineData("From: \"never ends <a@example.org>")]
    [InlineData("From: a b@example.org")]
    [InlineData("From: <a@example.org>b@example.org")]
    [InlineData("From:")]
    [InlineData("To: a@example.org")]
    public void Attack_40_More_or_less_than_one_sender_is_no_sender(string header) => Assert.Throws<MailFormatException>(() => Read($"{header}\nSubject: x\n\nx"));

    [Theory]
    [InlineData("")]
    [InlineData("\n\n\n")]
    [InlineData("no header at all")]
    public void What_is_no_mail_is_refused_with_a_reason(string raw) => Assert.Contains("not a mail", Assert.Throws<MailFormatException>(() => Read(raw)).Message, StringComparison.Ordinal);

    [Fact]
    public void Of_two_forms_the_plain_one_is_read_and_its_transfer_coding_undone()
    {
        var mail = Read("""
            From: a@example.org
            MIME-Version: 1.0
            Content-Type: multipart/alternative; boundary="=_b 1"

            This is for old programs.
            --=_b 1
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            Gr=C3=BC=C3=9Fe, a long line that is =
            broken =3D here
            --=_b 1
            Content-Type: text/html; charset=utf-8

            <p>HTML</p>
            --=_b 1--
            after the end
            """);
        Assert.Equal("Grüße, a long line that is broken = here", mail.Text);
    }

    [Fact]
    public void Where_the_plain_form_is_empty_the_HTML_is_read_as_text_and_nothing_of_it_runs()
    {
        var html = """
            <html><head><style>p { color: red }</style><title>T</title></head><body><script>alert(1)</script>
            <p>Hello&nbsp;&lt;b&gt; &amp; <a href="https://example.org/a?b=1&amp;c=2">here</a>,<br>second   line</p>
            <ul><li>one</li><li><a href=https://example.org/two/2 class=x>two</a></li></ul>
            <blockquote>quoted<blockquote>deeper</blockquote></blockquote><img src=x onerror=alert(1)><svg><text>no</text></svg></body></html>
            """;
        var mail = Read($"From: a@example.org\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n \n--b\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n{Convert.ToBase64String(Encoding.UTF8.GetBytes(html), Base64FormattingOptions.InsertLineBreaks)}\n--b--\n");
        Assert.Equal("Hello <b> & here (https://example.org/a?b=1&c=2),\nsecond line\n\n- one\n- two (https://example.org/two/2)\n\n> quoted\n>> deeper", mail.Text);
    }

    [Fact]
    public void Files_come_with_their_names_however_these_are_written()
    {
        var mail = Read("""
            From: a@example.org
            Content-Type: multipart/mixed; boundary=outer

            --outer
            Content-Type: multipart/related; boundary=inner

            --inner

            See the pictures.
            --inner
            Content-Type: image/png; name="=?utf-8?Q?B=C3=A4r.png?="
            Content-Transfer-Encoding: base64
            Content-Disposition: inline

            iVBO
            Rw==
            --inner--
            --outer
            Content-Type: application/pdf
            Content-Disposition: attachment; filename*0*=utf-8''R%C3%A9s; filename*1="ume 1.pdf"
            Content-Transfer-Encoding: base64

            JVBERg==
            --outer
            Content-Type: text/plain; charset=utf-8
            Content-Disposition: attachment; filename="..\\..\\a;b.txt"

            log
            --outer
            Content-Type: application/pgp-signature; name=signature.asc

            xxx
            --outer
            Content-Type: message/rfc822

            From: b@example.org
            Subject: inner

            body
            --outer--
            """);
        Assert.Equal("See the pictures.", mail.Text);
        Assert.Equal(["Bär.png", "Résume 1.pdf", "..\\..\\a;b.txt", "mail.txt"], mail.Files.Select(f => f.Name));
        Assert.Equal(["\u0089PNG", "%PDF", "log"], mail.Files.Take(3).Select(f => Encoding.Latin1.GetString(f.Bytes)));
        Assert.StartsWith("From: b@example.org", Encoding.UTF8.GetString(mail.Files[3].Bytes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Auto-Submitted: auto-replied", true)]
    [InlineData("Auto-Submitted: no", false)]
    [InlineData("Precedence: bulk", true)]
    [InlineData("List-Id: <all.example.org>", true)]
    [InlineData("X-Autoreply: yes", true)]
    [InlineData("Return-Path: <>", true)]
    [InlineData("Content-Type: multipart/report; report-type=delivery-status; boundary=b", true)]
    [InlineData("X-Mailer: Outlook", false)]
    public void What_a_machine_sent_is_told_from_what_a_person_wrote(string header, bool isAutomatic) =>
        Assert.Equal(isAutomatic, Read($"From: a@example.org\n{header}\n\nI am away.").Automatic is not null);

    [Fact]
    public void A_mail_from_a_machines_own_address_is_a_machines() => Assert.NotNull(Read("From: MAILER-DAEMON@example.org\n\nx").Automatic);

    [Theory]
    [InlineData(60)]
    [InlineData(100_000)]
    public void Parts_in_one_another_without_end_are_refused(int depth)
    {
        var text = new StringBuilder("From: a@example.org\n");
        for (var i = 0; i < depth; i++)
        {
            text.Append("Content-Type: multipart/mixed; boundary=b").Append(i).Append("\n\n--b").Append(i).Append('\n');
        }

        Assert.Throws<MailFormatException>(() => Read(text.ToString()));
    }

    [Fact]
    public void A_text_in_another_set_of_letters_than_it_says_is_still_read()
    {
        byte[] bytes = [.. "From: a@example.org\r\nContent-Type: text/plain; charset=utf-8\r\n\r\ncaf"u8, 0xE9, 0x0D, 0x0A];
        Assert.Equal("café", MailParser.Read(bytes).Text);
        Assert.Equal("+ADw-script+AD4-", Read("From: a@example.org\nContent-Type: text/plain; charset=utf-7\n\n+ADw-script+AD4-").Text);
    }

    private static IncomingMail Read(string raw) => MailParser.Read(Encoding.UTF8.GetBytes(raw));
}
