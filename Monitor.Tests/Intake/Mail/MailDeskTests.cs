using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Conversation;
using Monitor.Tests.Notifications;
using Monitor.Web.Access;
using Monitor.Web.Intake.Mail;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Conversation;

namespace Monitor.Tests.Intake.Mail;

/// <summary>Mails of the product go to a real mail server; what people answer comes back as that server has it.</summary>
public sealed class MailDeskTests : IClassFixture<NoticeFloor>, IAsyncLifetime
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly NoticeFloor _floor;
    private readonly MailSink _sink = new() { Mode = MailSinkMode.Plain };
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private readonly MailPace _pace;
    private Actor _server = null!;

    public MailDeskTests(NoticeFloor floor)
    {
        _floor = floor;
        (floor.Mail.Port, floor.Mail.StartTls, floor.Mail.User) = (_sink.Port, false, "");
        _pace = new MailPace(floor.Clock);
    }

    private MailDesk Desk
    {
        get
        {
            var acting = _floor.Acting;
            var rules = new AttachmentRules(Options.Create(new AttachmentOptions()));
            var conversation = new ConversationDesk(acting.Contexts, acting.Journal, acting.Work, rules);
            return new(acting.Contexts, new MailTickets(acting.Work, acting.Desk, new OpeningDesk(acting.Desk, rules), conversation, _floor.Clock), rules, _pace, Options.Create(_floor.Mail), _floor.Clock, NullLogger<MailDesk>.Instance);
        }
    }

    public async Task InitializeAsync()
    {
        await using var db = _floor.Acting.Db();
        await db.Deliveries.ExecuteDeleteAsync();
        await db.OutboxMessages.ExecuteDeleteAsync();
        await db.Users.ExecuteUpdateAsync(s => s.SetProperty(u => u.Email, (string?)null));
        _server = await _floor.PersonAsync(Roles.Admin);
    }

    public async Task DisposeAsync() => await _sink.DisposeAsync();

    [Fact]
    public async Task An_answer_by_mail_lands_on_its_ticket_once_however_often_and_at_once_it_comes()
    {
        var (user, anna) = (await PersonAsync(Roles.EndUser, "user"), await PersonAsync(Roles.Technician, "anna"));
        var number = await _floor.OpenAsync(user);
        await _floor.Acting.Desk.PendAsync(anna, new TicketCommand(number, Guid.NewGuid()), PendingReason.Customer, null, "", Never);
        await _floor.CommentAsync(anna, number, "Which floor?");
        var notice = await SentToAsync("user", "Which floor?");
        var mail = Mail("user", "The third.\n\nOn Mon, 1 Jan 2026, Monitor <monitor@example.org> wrote:\n> Which floor?", id: "a1", answers: notice);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Desk.TakeAsync(_server, mail, Never)));
        Assert.All(outcomes, o => Assert.Equal(number, o.Number));
        Assert.Equal(MailFate.Repeated, (await Desk.TakeAsync(_server, mail, Never)).Fate);
        var ticket = (await Queries.FindAsync(user, number, Never))!;
        Assert.Equal(TicketState.Open, ticket.Line.State);
        Assert.Equal(["Which floor?", "The third."], ticket.Entries.Where(e => e.Kind == TicketEntryKind.Comment).Select(e => e.Text));
        await using var db = _floor.Acting.Db();
        var kept = await db.MailMessages.SingleAsync(m => m.Direction == MailDirection.In && m.MessageId == $"a1.{_run}@mail.example");
        Assert.Equal(await db.TicketEntries.Where(e => e.Text == "The third." && e.TicketId == kept.TicketId).Select(e => (long?)e.Id).SingleAsync(), kept.EntryId);
    }

    [Fact]
    public async Task Attack_40_Who_writes_under_somebody_elses_name_without_having_what_went_to_them_gets_no_word_onto_their_tickets()
    {
        var (user, anna, eve) = (await PersonAsync(Roles.EndUser, "user"), await PersonAsync(Roles.Technician, "anna"), await PersonAsync(Roles.EndUser, "eve"));
        var number = await _floor.OpenAsync(user);
        await _floor.CommentAsync(anna, number, "Which floor?");
        var notice = await SentToAsync("user", "Which floor?");

        // By the number that everybody can guess, and by a mail that went to somebody else.
        var guessed = await Desk.TakeAsync(_server, Mail("user", "Please send the password.", id: "e1", answers: $"ticket.{number}@example.org", subject: $"Re: [#{number}] Printer"), Never);
        var stolen = await Desk.TakeAsync(_server, Mail("eve", "Mine.", id: "e2", answers: notice), Never);
        Assert.All([guessed, stolen], o => Assert.Equal(MailFate.Opened, o.Fate));
        Assert.DoesNotContain(number, new[] { guessed.Number!.Value, stolen.Number!.Value });
        Assert.Single((await Queries.FindAsync(user, number, Never))!.Entries, e => e.Kind == TicketEntryKind.Comment);
        Assert.Null(await Queries.FindAsync(eve, number, Never));
        Assert.Equal(eve.UserId, (await Queries.FindAsync(eve, stolen.Number!.Value, Never))!.RequesterUserId);

        // The Message-ID of somebody else's mail keeps no mail out.
        Assert.Equal(MailFate.Opened, (await Desk.TakeAsync(_server, Mail("user", "Another one.", id: "e2"), Never)).Fate);
    }

    [Fact]
    public async Task What_those_who_work_on_tickets_answer_goes_to_the_requester_only_where_it_answers_the_requester()
    {
        var (user, anna, bert) = (await PersonAsync(Roles.EndUser, "user"), await PersonAsync(Roles.Technician, "anna"), await PersonAsync(Roles.Technician, "bert"));
        var number = await _floor.OpenAsync(user, teamId: await _floor.TeamAsync(anna, bert));
        await _floor.CommentAsync(user, number, "It smokes.");
        await Desk.TakeAsync(_server, Mail("anna", "Switch it off.", id: "t1", answers: await SentToAsync("anna", "It smokes.")), Never);
        await _floor.CommentAsync(bert, number, "He has done that before.", isInternal: true);
        await Desk.TakeAsync(_server, Mail("anna", "Indeed.", id: "t2", answers: await SentToAsync("anna", "He has done that before.")), Never);
        Assert.Equal(["It smokes.", "Switch it off."], (await Queries.FindAsync(user, number, Never))!.Entries.Where(e => e.Kind == TicketEntryKind.Comment).Select(e => e.Text));
        Assert.True((await Queries.FindAsync(bert, number, Never))!.Entries.Single(e => e.Text == "Indeed.").IsInternal);

        // The nearest of all that it refers to is what it answers, also where the requester has written since.
        var note = await SentToAsync("anna", "He has done that before.");
        await _floor.CommentAsync(user, number, "It smokes again.");
        var later = await SentToAsync("anna", "It smokes again.");
        await Desk.TakeAsync(_server, Mail("anna", "As I said.", id: "t3", answers: note, more: $"References: <{later}> <{note}>"), Never);
        Assert.True((await Queries.FindAsync(bert, number, Never))!.Entries.Single(e => e.Text == "As I said.").IsInternal);
    }

    [Fact]
    public async Task An_answer_reopens_what_was_solved_and_never_changes_what_is_closed()
    {
        var (user, anna) = (await PersonAsync(Roles.EndUser, "user"), await PersonAsync(Roles.Technician, "anna"));
        var number = await _floor.OpenAsync(user);
        await _floor.CommentAsync(anna, number, "Try again.");
        var notice = await SentToAsync("user", "Try again.");
        await _floor.Acting.Desk.MoveAsync(anna, new TicketCommand(number, Guid.NewGuid()), TicketState.Resolved, "", Never);
        Assert.Equal(MailFate.Answered, (await Desk.TakeAsync(_server, Mail("user", "Still broken.", id: "r1", answers: notice), Never)).Fate);
        Assert.Equal(TicketState.Open, (await Queries.FindAsync(user, number, Never))!.Line.State);
        await _floor.Acting.Desk.MoveAsync(anna, new TicketCommand(number, Guid.NewGuid()), TicketState.Closed, "", Never);
        var followed = await Desk.TakeAsync(_server, Mail("user", "And again.", id: "r2", answers: notice, subject: "Re: [x] Printer"), Never);
        Assert.Equal(MailFate.Opened, followed.Fate);
        var closed = (await Queries.FindAsync(user, number, Never))!;
        Assert.Equal((TicketState.Closed, "[x] Printer"), (closed.Line.State, (await Queries.FindAsync(user, followed.Number!.Value, Never))!.Line.Title));
        Assert.DoesNotContain(closed.Entries, e => e.Text.Contains("And again", StringComparison.Ordinal));
        Assert.Contains((await Queries.FindAsync(anna, number, Never))!.Relations.Links, l => l.Other.Number == followed.Number);
    }

    [Fact]
    public async Task Mails_of_machines_and_of_the_product_itself_are_left_aside_and_those_of_strangers_refused()
    {
        var (user, anna) = (await PersonAsync(Roles.EndUser, "user"), await PersonAsync(Roles.Technician, "anna"));
        var number = await _floor.OpenAsync(user);
        await _floor.CommentAsync(anna, number, "Which floor?");
        var notice = await SentToAsync("user", "Which floor?");
        await using var db = _floor.Acting.Db();
        var before = await db.TicketEntries.CountAsync();
        Assert.Equal(MailFate.LeftAside, (await Desk.TakeAsync(_server, Mail("user", "I am away.", id: "m1", answers: notice, more: "Auto-Submitted: auto-replied"), Never)).Fate);
        Assert.Equal(MailFate.Repeated, (await Desk.TakeAsync(_server, Mail("user", "I am away.", id: "m1", answers: notice, more: "Auto-Submitted: auto-replied"), Never)).Fate);
        Assert.Equal(MailFate.LeftAside, (await Desk.TakeAsync(_server, Encoding.UTF8.GetBytes($"From: {_floor.Mail.From}\nMessage-ID: <m2@x>\n\nx"), Never)).Fate);
        Assert.Equal(MailFate.LeftAside, (await Desk.TakeAsync(_server, Encoding.UTF8.GetBytes($"From: {Address("user")}\nMessage-ID: <{notice}>\n\nx"), Never)).Fate);
        Assert.Equal(MailFate.LeftAside, (await Desk.TakeAsync(_server, "From: mailer-daemon@elsewhere.example\n\nundelivered"u8.ToArray(), Never)).Fate);
        Assert.Equal(MailFate.UnknownSender, (await Desk.TakeAsync(_server, Mail("stranger", "Hello.", id: "m3"), Never)).Fate);
        await PersonAsync(Roles.EndUser, "user");
        Assert.Equal(MailFate.UnknownSender, (await Desk.TakeAsync(_server, Mail("user", "Which of us?", id: "m4"), Never)).Fate);
        await db.Users.Where(u => u.Id == anna.UserId).ExecuteUpdateAsync(s => s.SetProperty(u => u.DisabledAt, _floor.Clock.GetUtcNow()));
        Assert.Equal(MailFate.UnknownSender, (await Desk.TakeAsync(_server, Mail("anna", "I am gone.", id: "m5"), Never)).Fate);
        Assert.Equal(MailFate.NotUnderstood, (await Desk.TakeAsync(_server, "GET / HTTP/1.1"u8.ToArray(), Never)).Fate);
        Assert.Equal(MailFate.Refused, (await Desk.TakeAsync(anna, Mail("user", "x", id: "m6"), Never)).Fate);
        Assert.Equal(before, await db.TicketEntries.CountAsync());
    }

    [Fact]
    public async Task Files_come_along_those_that_are_not_taken_are_named_and_what_was_cut_off_is_kept_whole()
    {
        var user = await PersonAsync(Roles.EndUser, "user");
        var body = """
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=b

            --b

            It says `error`.
            --b
            Content-Type: image/png; name="../../screen.png"
            Content-Transfer-Encoding: base64

            iVBORw0KGgo=
            --b
            Content-Type: image/png; name="[x](javascript:alert).png"

            MZ program
            --b--
            """;
        var opened = await Desk.TakeAsync(_server, Encoding.UTF8.GetBytes($"From: {Address("user")}\nMessage-ID: <f1.{_run}@mail.example>\nSubject: Re: AW: Fwd: Screen\n{body}"), Never);
        var ticket = (await Queries.FindAsync(user, opened.Number!.Value, Never))!;
        Assert.Equal(("Screen", TicketSource.Mail), (ticket.Line.Title, ticket.Source));
        Assert.StartsWith("It says `error`.\n\nFiles of the mail that were not taken:\n- ", ticket.Description, StringComparison.Ordinal);
        Assert.Contains(@"\[x\]", ticket.Description, StringComparison.Ordinal);
        await using var db = _floor.Acting.Db();
        Assert.Equal(["screen.png"], await db.Attachments.Where(a => a.TicketId == ticket.Line.Id).Select(a => a.Name).ToListAsync());

        var outlook = $"From: {Address("user")}\nMessage-ID: <f2.{_run}@mail.example>\nReferences: <f1.{_run}@mail.example>\n\nSolved.\n\n-----Original Message-----\nFrom: x\nold words";
        Assert.Equal(opened.Number, (await Desk.TakeAsync(_server, Encoding.UTF8.GetBytes(outlook), Never)).Number);
        Assert.Equal("Solved.", (await Queries.FindAsync(user, opened.Number!.Value, Never))!.Entries[^1].Text);
        Assert.Equal(["screen.png", "whole mail.txt"], await db.Attachments.Where(a => a.TicketId == ticket.Line.Id).OrderBy(a => a.Id).Select(a => a.Name).ToListAsync());
    }

    [Fact]
    public async Task More_than_sixty_mails_of_one_sender_in_an_hour_are_taken_later()
    {
        await PersonAsync(Roles.EndUser, "user");
        for (var i = 0; i < MailPace.MostPerHour; i++)
        {
            Assert.True(_pace.Allows(Address("user").ToUpperInvariant()));
        }

        var mail = Mail("user", "Once more.", id: "p1");
        Assert.Equal(MailFate.Later, (await Desk.TakeAsync(_server, mail, Never)).Fate);
        _floor.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(MailFate.Opened, (await Desk.TakeAsync(_server, mail, Never)).Fate);
    }

    [Fact]
    public async Task Fault_43_A_mail_that_comes_again_after_the_server_died_in_the_middle_makes_nothing_twice()
    {
        var user = await PersonAsync(Roles.EndUser, "user");
        var mail = Mail("user", "It leaks.", id: "k1", subject: "Pipe");
        var opened = await Desk.TakeAsync(_server, mail, Never);
        await using var db = _floor.Acting.Db();

        // All was made, and the server died before it wrote the mail down.
        Assert.Equal(1, await db.MailMessages.Where(m => m.MessageId == $"k1.{_run}@mail.example").ExecuteDeleteAsync());
        var again = await Desk.TakeAsync(_server, mail, Never);
        Assert.Equal((opened.Fate, opened.Number), (again.Fate, again.Number));
        Assert.Equal(1, await db.Tickets.CountAsync(t => t.RequesterUserId == user.UserId && t.Title == "Pipe"));
        Assert.Equal(1, await db.MailMessages.CountAsync(m => m.MessageId == $"k1.{_run}@mail.example"));

        // The same where the ticket was closed before the mail came again, of the mail that opened it and of one that answered.
        var answer = Mail("user", "A lot.", id: "k2", answers: $"k1.{_run}@mail.example");
        Assert.Equal((MailFate.Answered, opened.Number), await TakeAsync(answer));
        await _floor.Acting.Desk.MoveAsync(await _floor.PersonAsync(Roles.Technician), new TicketCommand(opened.Number!.Value, Guid.NewGuid()), TicketState.Closed, "", Never);
        Assert.Equal(2, await db.MailMessages.Where(m => m.Address == Address("user") && m.Direction == MailDirection.In).ExecuteUpdateAsync(s => s.SetProperty(m => m.MessageId, m => "other." + m.MessageId)));
        db.ChangeTracker.Clear();
        Assert.Equal((MailFate.Opened, opened.Number), await TakeAsync(mail));
        Assert.Equal((MailFate.Answered, opened.Number), await TakeAsync(answer));
        Assert.Equal(1, await db.Tickets.CountAsync(t => t.RequesterUserId == user.UserId));
        Assert.Equal(1, await db.TicketEntries.CountAsync(e => e.UserId == user.UserId && e.Kind == TicketEntryKind.Comment));

        async Task<(MailFate, int?)> TakeAsync(byte[] bytes) => await Desk.TakeAsync(_server, bytes, Never) is var outcome ? (outcome.Fate, outcome.Number) : default;
    }

    private TicketQueries Queries => new(_floor.Acting.Contexts, _floor.Clock);

    private string Address(string name) => $"{name}.{_run}@example.org";

    private Task<Actor> PersonAsync(string role, string name) => _floor.PersonAsync(role, Address(name), name);

    /// <summary>The Message-ID of the mail with this text that reached the person.</summary>
    private async Task<string> SentToAsync(string name, string text)
    {
        await _floor.RouteAsync();
        await _floor.SendAsync(_floor.MailChannel);
        var mail = _sink.Mails.Last(m => m.Recipients.Single() == $"RCPT TO:<{Address(name)}>" && m.Body.Contains(text, StringComparison.Ordinal));
        return mail.Header("Message-ID").Trim('<', '>');
    }

    private byte[] Mail(string from, string text, string id, string? answers = null, string subject = "Re: Printer", string? more = null) => Encoding.UTF8.GetBytes(
        $"From: {Address(from)}\r\nSubject: {subject}\r\nMessage-ID: <{id}.{_run}@mail.example>\r\n{(answers is null ? "" : $"In-Reply-To: <{answers}>\r\n")}{(more is null ? "" : more + "\r\n")}\r\n{text}\r\n");
}
