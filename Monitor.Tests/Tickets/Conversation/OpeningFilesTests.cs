using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Tests.Browser;
using Monitor.Tests.Support;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Conversation;

namespace Monitor.Tests.Tickets.Conversation;

[Collection(Suite.Name)]
public sealed class OpeningFilesTests(TestApplication application, Chromium browser)
{
    private static readonly byte[] Program = [0x4d, 0x5a, 0x90, 0x00, .. new byte[60]];

    private OpeningDesk Desk => (OpeningDesk)application.Services.GetService(typeof(OpeningDesk))!;

    [Theory]
    [InlineData(Roles.EndUser)]
    [InlineData(Roles.Technician)]
    public async Task Files_come_with_the_ticket_once_and_who_may_open_one_may_send_them(string role)
    {
        var person = await application.CreateUserAsync(role);
        var wish = Wish();
        NewFile[] files = [new("loud.log", "95 dB"u8.ToArray()), new("notes.txt", "since today"u8.ToArray())];
        var opened = await Desk.OpenAsync(Talk.As(person), wish, files, Talk.Never);
        Assert.True(opened.IsDone, opened.Message);
        Assert.Equal(opened.Number, (await Desk.OpenAsync(Talk.As(person), wish, files, Talk.Never)).Number);
        await using var db = application.Database.CreateDb();
        var ticket = await db.Tickets.SingleAsync(t => t.Number == opened.Number);
        var entry = await db.TicketEntries.SingleAsync(e => e.TicketId == ticket.Id && e.Kind == TicketEntryKind.Opened);
        var kept = await db.Attachments.Where(a => a.TicketId == ticket.Id).OrderBy(a => a.Id).ToListAsync();
        Assert.Equal(["loud.log", "notes.txt"], kept.Select(a => a.Name));
        Assert.All(kept, a => Assert.Equal((entry.Id, person.Id, false), (a.EntryId!.Value, a.UserId!.Value, a.IsInternal)));
        Assert.Equal("95 dB"u8.ToArray(), (await db.AttachmentContents.SingleAsync(c => c.AttachmentId == kept[0].Id)).Bytes);
        var audit = await db.Audit.SingleAsync(a => a.Act == TicketDesk.Opened && a.SubjectId == $"{ticket.Number}");
        Assert.Contains("loud.log", audit.After!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attack_21_Where_a_file_is_refused_no_ticket_is_opened_and_the_answer_says_which_file()
    {
        var person = await application.CreateUserAsync(Roles.EndUser);
        var svg = Encoding.UTF8.GetBytes("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>");
        foreach (var (files, expected) in new[]
        {
            (new[] { new NewFile("good.txt", "x"u8.ToArray()), new NewFile("tool.png", Program) }, "is a program"), ([new("a.svg", svg)], "SVG"), ([new("empty.txt", [])], "is empty"),
            ([.. Enumerable.Range(0, 21).Select(i => new NewFile($"{i}.txt", "x"u8.ToArray()))], "at most 20 files"),
        })
        {
            var outcome = await Desk.OpenAsync(Talk.As(person), Wish(), files, Talk.Never);
            Assert.Equal(TicketResult.Invalid, outcome.Result);
            Assert.Contains(expected, outcome.Message, StringComparison.Ordinal);
        }

        await using var db = application.Database.CreateDb();
        Assert.False(await db.Tickets.AnyAsync(t => t.RequesterUserId == person.Id));
    }

    [NeedsFact(Chromium.Program)]
    public async Task A_form_whose_file_is_refused_keeps_everything_and_opens_the_ticket_once_that_file_is_left_out()
    {
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.EndUser), width: 390);
        var page = screen.Page;
        await screen.GoAsync("/tickets/new");
        await page.GetByLabel("What is wrong?").FillAsync("The printer is loud");
        await page.GetByLabel("What happened, since when, what have you tried?").FillAsync("Since **today**.");
        await PickAsync("loud.log", "95 dB"u8.ToArray());
        await PickAsync("picture.png", Program);
        await page.GetByRole(AriaRole.Button, new() { Name = "Open the ticket" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("is a program");
        await Assertions.Expect(page.GetByLabel("What is wrong?")).ToHaveValueAsync("The printer is loud");
        await Assertions.Expect(page.GetByText("loud.log")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Leave out picture.png" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Open the ticket" }).ClickAsync();

        var link = page.GetByRole(AriaRole.Link, new() { Name = "loud.log" });
        var download = await page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
        Assert.Equal("95 dB", await File.ReadAllTextAsync(await download.PathAsync()));
        await Assertions.Expect(page.GetByText("picture.png")).ToHaveCountAsync(0);
        Assert.Empty(screen.Complaints);

        async Task PickAsync(string name, byte[] bytes)
        {
            // A new field hears of files only once the framework has told it so, a moment after it is drawn.
            await page.WaitForFunctionAsync("() => document.querySelector('input[type=file]:not([hidden])')?._blazorInputFileNextFileId !== undefined");
            await page.Locator("input[type=file]:not([hidden])").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/plain", Buffer = bytes });
            await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = $"Leave out {name}" })).ToBeVisibleAsync();
        }
    }

    private static NewTicket Wish() => new("The printer is loud", "Since today.", null, null, Guid.NewGuid());
}
