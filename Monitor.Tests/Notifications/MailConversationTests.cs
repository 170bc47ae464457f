using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets.Conversation;
using Monitor.Tests.Support;
using Monitor.Web.Notifications.Mail;

namespace Monitor.Tests.Notifications;

/// <summary>Real conversations over a socket, encrypted by STARTTLS, with a server that behaves as badly as it can.</summary>
public sealed class MailConversationTests : IClassFixture<NoticeFloor>, IAsyncLifetime
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly NoticeFloor _floor;
    private readonly MailSink _sink = new();
    private readonly string _folder = TestFolders.Create("mail");

    public MailConversationTests(NoticeFloor floor)
    {
        _floor = floor;
        (floor.Mail.Host, floor.Mail.Port, floor.Mail.StartTls, floor.Mail.ImplicitTls, floor.Mail.User) = ("localhost", _sink.Port, true, null, "");
    }

    public async Task InitializeAsync()
    {
        var authority = Path.Combine(_folder, "authority.pem");
        await File.WriteAllTextAsync(authority, _sink.AuthorityPem);
        MailTrust.Add(authority);
        await using var db = _floor.Acting.Db();
        await db.Deliveries.ExecuteDeleteAsync();

        // People of other tests work on tickets too.
        await db.Users.ExecuteUpdateAsync(s => s.SetProperty(u => u.Email, (string?)null));
    }

    public async Task DisposeAsync()
    {
        await _sink.DisposeAsync();
        TestFolders.Delete(_folder);
    }

    [Fact]
    public async Task An_answer_reaches_the_requester_by_mail_encrypted_threaded_and_with_a_link_to_the_public_address()
    {
        var (user, anna) = (await _floor.PersonAsync(Roles.EndUser, "user@example.org"), await _floor.PersonAsync(Roles.Technician, name: "Änne 😀"));
        var number = await _floor.OpenAsync(user, "Drucker öffnet nicht");
        await _floor.CommentAsync(anna, number, "Welcher?\n.\nDer im Flur?");
        await _floor.RouteAsync();
        await _floor.SendAsync(_floor.MailChannel);

        var mail = Assert.Single(_sink.Mails);
        Assert.True(mail.IsEncrypted);
        Assert.Equal("RCPT TO:<user@example.org>", Assert.Single(mail.Recipients));
        Assert.Equal($"[#{number}] Drucker öffnet nicht", Decoded(mail.Header("Subject")));
        Assert.Equal("auto-generated", mail.Header("Auto-Submitted"));
        Assert.Equal($"<ticket.{number}@example.org>", mail.Header("References"));
        Assert.Equal(mail.Header("References"), mail.Header("In-Reply-To"));
        Assert.StartsWith("text/plain; charset=utf-8", mail.Header("Content-Type"), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(
            $"Änne 😀 wrote:\n\nWelcher?\n.\nDer im Flur?\n\nTicket #{number}, new, priority medium\nDrucker öffnet nicht\n\nYou are told because it is your ticket.\n\n"
            + $"https://monitor.example.org/tickets/{number}\n\n-- \nYour profile says whether notices come by mail.", mail.Body.TrimEnd('\n'));
        await using var db = _floor.Acting.Db();
        var kept = await db.MailMessages.OrderByDescending(m => m.Id).FirstAsync(m => m.Direction == MailDirection.Out && m.Address == "user@example.org");
        Assert.Equal($"<{kept.MessageId}>", mail.Header("Message-ID"));
        Assert.Equal(await db.Tickets.Where(t => t.Number == number).Select(t => (int?)t.Id).SingleAsync(), kept.TicketId);
        Assert.NotNull((await _floor.NoticesAsync("mail")).Single(n => n.UserId == user.UserId).SentAt);
    }

    [Theory]
    [InlineData("Hi\r\nBcc: victim@example.org\r\n\r\nBody", "x")]
    [InlineData("Hi\nRCPT TO:<victim@example.org>", "\r\n.\r\nMAIL FROM:<x@example.org>\r\nRCPT TO:<victim@example.org>\r\nDATA\r\n")]
    [InlineData("=?utf-8?Q?Bcc:_victim?= \u202E,victim@example.org", "\n.\nQUIT\n")]
    public async Task Attack_40_No_title_name_or_text_makes_a_second_recipient_or_a_header_of_its_own(string title, string text)
    {
        var user = await _floor.PersonAsync(Roles.EndUser, "user@example.org");
        var evil = await _floor.PersonAsync(Roles.Technician, name: "Eve\r\nBcc: victim@example.org");
        var number = await _floor.OpenAsync(user, title);
        await _floor.CommentAsync(evil, number, text);
        await _floor.RouteAsync();
        await _floor.SendAsync(_floor.MailChannel);

        var mail = Assert.Single(_sink.Mails);
        Assert.Equal(["RCPT TO:<user@example.org>"], mail.Recipients);
        Assert.Single(mail.Commands, c => c.StartsWith("MAIL FROM", StringComparison.OrdinalIgnoreCase));
        string[] known = ["MIME-Version", "From", "To", "Date", "Subject", "Content-Type", "Content-Transfer-Encoding", "Message-ID", "In-Reply-To", "References", "Auto-Submitted", "X-Auto-Response-Suppress"];
        Assert.All(mail.Headers, h => Assert.Contains(h.Split(':')[0], known, StringComparer.OrdinalIgnoreCase));
        Assert.DoesNotContain('\u202E', Decoded(mail.Header("Subject")));
    }

    [Theory]
    [InlineData("a@example.org,victim@example.org")]
    [InlineData("\"a b\"@example.org")]
    [InlineData("a@example.org\r\nBcc: victim@example.org")]
    public async Task Attack_40_An_address_in_the_database_that_is_not_one_plain_address_gets_no_mail(string address)
    {
        var user = await _floor.PersonAsync(Roles.EndUser, address);
        var number = await _floor.OpenAsync(user);
        await _floor.CommentAsync(await _floor.PersonAsync(Roles.Technician), number, "Hello");
        await _floor.RouteAsync();
        await _floor.SendAsync(_floor.MailChannel);
        Assert.Equal(0, _sink.Connections);
        Assert.NotNull((await _floor.NoticesAsync("mail")).Single(n => n.UserId == user.UserId).GivenUpAt);
    }

    [Fact]
    public async Task Attack_24_A_mail_that_waits_is_not_sent_to_somebody_who_may_not_read_it_any_more()
    {
        var (anna, bert) = (await _floor.PersonAsync(Roles.Technician, "anna@example.org"), await _floor.PersonAsync(Roles.Technician));
        var number = await _floor.OpenAsync(anna);
        await using var db = _floor.Acting.Db();
        await db.Tickets.Where(t => t.Number == number).ExecuteUpdateAsync(s => s.SetProperty(t => t.AssigneeUserId, anna.UserId));
        await _floor.CommentAsync(bert, number, "canary of a note", isInternal: true);
        await _floor.RouteAsync();
        await db.Users.Where(u => u.Id == anna.UserId).ExecuteUpdateAsync(s => s.SetProperty(u => u.Role, Roles.EndUser));
        await _floor.SendAsync(_floor.MailChannel);
        Assert.Equal(0, _sink.Connections);
        Assert.Contains("may not see", Assert.Single(await _floor.NoticesAsync("mail"), n => n.Text.Contains("canary", StringComparison.Ordinal)).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(MailSinkMode.NotNow), false)]
    [InlineData(nameof(MailSinkMode.DropAfterData), false)]
    [InlineData(nameof(MailSinkMode.Plain), false)]
    [InlineData(nameof(MailSinkMode.WrongPassword), false)]
    [InlineData(nameof(MailSinkMode.NeverEver), true)]
    public async Task Fault_38_A_server_that_refuses_for_now_gets_it_again_and_one_that_refuses_for_good_does_not(string mode, bool isGivenUp)
    {
        await PersonWithMailDueAsync();
        _sink.Mode = Enum.Parse<MailSinkMode>(mode);
        if (_sink.Mode == MailSinkMode.WrongPassword)
        {
            var password = Path.Combine(_folder, "password");
            await File.WriteAllTextAsync(password, "canary-password");
            (_floor.Mail.User, _floor.Mail.PasswordFile) = ("monitor", password);
        }

        await _floor.SendAsync(_floor.MailChannel);
        var notice = Assert.Single(await _floor.NoticesAsync("mail"));
        Assert.True(isGivenUp == (notice.GivenUpAt is not null), notice.Error);
        Assert.Equal(isGivenUp, notice.DueAt is null);
        Assert.Null(notice.SentAt);
        Assert.NotEmpty(notice.Error);
        Assert.DoesNotContain("canary", notice.Error, StringComparison.Ordinal);
        if (isGivenUp)
        {
            return;
        }

        (_sink.Mode, _floor.Mail.User) = (MailSinkMode.Good, "");
        var before = _sink.Mails.Count;
        _floor.Clock.Advance(TimeSpan.FromMinutes(1));
        await _floor.SendAsync(_floor.MailChannel);
        Assert.Equal(before + 1, _sink.Mails.Count);
        Assert.NotNull(Assert.Single(await _floor.NoticesAsync("mail")).SentAt);

        // What the server had already taken carries the same id.
        Assert.Single(_sink.Mails.Select(m => m.Header("Message-ID")).Distinct());
    }

    [Fact]
    public async Task Fault_38_A_server_that_hangs_or_is_down_leaves_the_mail_waiting()
    {
        await PersonWithMailDueAsync();
        _sink.Mode = MailSinkMode.Tarpit;
        var attempt = _floor.Post().SendNextAsync(_floor.MailChannel, Never);
        await Eventually.True(() => _sink.Connections > 0);
        _floor.Clock.Advance(Web.Notifications.Sending.DeliveryPost.Timeout);
        Assert.True(await attempt);
        Assert.Equal("No answer within 10 s.", Assert.Single(await _floor.NoticesAsync("mail")).Error);

        await _sink.DisposeAsync();
        _floor.Clock.Advance(TimeSpan.FromMinutes(1));
        await _floor.SendAsync(_floor.MailChannel);
        var notice = Assert.Single(await _floor.NoticesAsync("mail"));
        Assert.Contains("ConnectionRefused", notice.Error, StringComparison.Ordinal);
        Assert.NotNull(notice.DueAt);
    }

    [Fact]
    public async Task The_password_goes_to_the_server_only_after_the_connection_is_encrypted()
    {
        await PersonWithMailDueAsync();
        var password = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(password, "secret-of-the-mail\n");
        (_floor.Mail.User, _floor.Mail.PasswordFile) = ("monitor", password);
        await _floor.SendAsync(_floor.MailChannel);
        var mail = Assert.Single(_sink.Mails);
        Assert.Equal("monitor:secret-of-the-mail", mail.Login);
        Assert.True(mail.Commands.ToList().IndexOf("STARTTLS") < mail.Commands.ToList().FindIndex(c => c.StartsWith("AUTH", StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task A_server_that_speaks_TLS_from_the_first_byte_gets_mails_too_and_only_if_it_is_who_it_should_be()
    {
        await PersonWithMailDueAsync();
        var password = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(password, "secret-of-the-mail\n");
        (_floor.Mail.ImplicitTls, _floor.Mail.User, _floor.Mail.PasswordFile, _sink.IsImplicitTls) = (true, "monitor", password, true);
        _floor.Mail.Host = "127.0.0.1";
        await _floor.SendAsync(_floor.MailChannel);
        Assert.Equal(1, _sink.Connections);
        Assert.Empty(_sink.Mails);
        Assert.Contains("AuthenticationException", Assert.Single(await _floor.NoticesAsync("mail")).Error, StringComparison.Ordinal);

        _floor.Mail.Host = "localhost";
        _floor.Clock.Advance(TimeSpan.FromMinutes(1));
        await _floor.SendAsync(_floor.MailChannel);
        var mail = Assert.Single(_sink.Mails);
        Assert.True(mail.IsEncrypted);
        Assert.Equal("monitor:secret-of-the-mail", mail.Login);
        Assert.DoesNotContain("STARTTLS", mail.Commands);
        Assert.NotNull(Assert.Single(await _floor.NoticesAsync("mail")).SentAt);
    }

    [Fact]
    public async Task Many_notices_at_once_are_one_mail_that_lists_them()
    {
        var user = await _floor.PersonAsync(Roles.Technician, "many@example.org");
        await _floor.DueAsync("mail", 40, user.UserId);
        await _floor.SendAsync(_floor.MailChannel);
        var mail = Assert.Single(_sink.Mails);
        Assert.Equal("[Monitor] 40 notices about 40 tickets", mail.Header("Subject"));
        Assert.Contains("[#17] Notice 17\n  Text 17\n  https://monitor.example.org/tickets/17\n", mail.Body, StringComparison.Ordinal);
        Assert.All(await _floor.NoticesAsync("mail"), n => Assert.NotNull(n.SentAt));
    }

    [Fact]
    public void A_certificate_of_another_name_or_another_authority_is_not_trusted()
    {
        using var own = X509Certificate2.CreateFromPem(_sink.AuthorityPem);
        using var other = X509Certificate2.CreateFromPem(new MailSink().AuthorityPem);
        Assert.True(MailTrust.Accepts([own], own, null, SslPolicyErrors.RemoteCertificateChainErrors));
        Assert.False(MailTrust.Accepts([own], own, null, SslPolicyErrors.RemoteCertificateChainErrors | SslPolicyErrors.RemoteCertificateNameMismatch));
        Assert.False(MailTrust.Accepts([own], other, null, SslPolicyErrors.RemoteCertificateChainErrors));
        Assert.False(MailTrust.Accepts([own], null, null, SslPolicyErrors.RemoteCertificateNotAvailable));
    }

    private async Task PersonWithMailDueAsync()
    {
        var user = await _floor.PersonAsync(Roles.Technician, "one@example.org");
        await _floor.DueAsync("mail", 1, user.UserId);
    }

    /// <summary>A subject as a mail client reads it (RFC 2047).</summary>
    private static string Decoded(string header) => System.Net.Mail.Attachment.CreateAttachmentFromString("", header).Name ?? header;
}
