using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Tests.Browser;
using Monitor.Tests.Components;
using Monitor.Tests.Support;
using Monitor.Web.Tickets.Conversation;
using static Microsoft.Playwright.Assertions;

namespace Monitor.Tests.Tickets.Conversation;

[Collection(Suite.Name)]
public sealed class ConversationScreenTests(TestApplication application, Chromium browser)
{
    private static readonly string[] Tags =
    [
        "A", "BLOCKQUOTE", "BR", "CODE", "DIV", "EM", "H3", "H4", "H5", "H6", "HR", "INPUT", "LI", "OL", "P", "PRE", "S", "SPAN", "STRONG", "TABLE", "TBODY", "TD", "TH", "TR", "UL",
    ];

    [NeedsFact(Chromium.Program)]
    public async Task Attack_20_hostile_texts_and_file_names_are_drawn_as_text_and_every_link_leads_where_links_may()
    {
        var corpus = HostileMarkdown.All.ToList();
        var talk = await Talk.BeginAsync(application, "Hostile \u202etexts <script>alert(1)</script>", string.Join("\n\n", corpus.Where(c => !c.Contains("```", StringComparison.Ordinal))));
        var technician = await application.CreateUserAsync(Roles.Technician);
        foreach (var part in corpus.Chunk(12))
        {
            Assert.True((await talk.SayAsync(technician, string.Join("\n\n", part))).IsDone);
        }

        Assert.True((await talk.SayAsync(technician, "", false, new NewFile("<img src=x onerror=alert(1)>\u202e.txt", "x"u8.ToArray()))).IsDone);
        await using var screen = await Screen.OpenAsync(browser, application, technician);
        await screen.GoAsync($"/tickets/{talk.Number}");
        await Expect(screen.Page.Locator(".markdown")).Not.ToHaveCountAsync(0);
        Assert.All(await screen.Page.EvalOnSelectorAllAsync<string[]>(".markdown *", "all => all.map(e => e.tagName)"), tag => Assert.Contains(tag, Tags));
        Assert.All(
            await screen.Page.EvalOnSelectorAllAsync<string[]>(".markdown a", "all => all.filter(a => a.origin !== location.origin).map(a => a.protocol)"),
            protocol => Assert.Contains(protocol, (string[])["http:", "https:", "mailto:"]));
        Assert.All(
            await screen.Page.EvalOnSelectorAllAsync<string[]>(".markdown *", "all => all.flatMap(e => e.getAttributeNames())"),
            name => Assert.False(name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || name is "style" or "src" or "srcdoc", name));
        await Expect(screen.Page.Locator(".markdown").GetByText("<script>alert(1)</script>").First).ToBeVisibleAsync();

        await screen.Page.GetByLabel("Reply", new() { Exact = true }).FillAsync(string.Join("\n\n", corpus));
        await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Expect(screen.Page.GetByRole(AriaRole.Region, new() { Name = "Preview" }).GetByText("<script>alert(1)</script>").First).ToBeVisibleAsync();
        Assert.Equal(0, await screen.Page.Locator("img[src=x], svg[onload], .markdown iframe").CountAsync());
        Assert.Empty(screen.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task Two_people_see_each_other_write_a_note_names_one_and_a_file_and_a_change_of_the_words_arrive()
    {
        var talk = await Talk.BeginAsync(application, "The printer is loud");
        var (anna, lead) = (await application.CreateUserAsync(Roles.Technician), await application.CreateUserAsync(Roles.Lead));
        await using var first = await Screen.OpenAsync(browser, application, anna);
        await using var second = await Screen.OpenAsync(browser, application, lead, width: 390);
        await second.GoAsync($"/tickets/{talk.Number}");
        await first.GoAsync($"/tickets/{talk.Number}");
        await Expect(second.Page.GetByText("Test Technician is looking at this ticket")).ToBeVisibleAsync();
        await Expect(first.Page.GetByText("Goes to Test EndUser, who reads it and is told.")).ToBeVisibleAsync();

        await first.Page.GetByRole(AriaRole.Button, new() { Name = "Internal note" }).ClickAsync();
        var box = first.Page.GetByLabel("Internal note", new() { Exact = true });
        await box.PressSequentiallyAsync($"see **this** @{lead.Name}");
        await Expect(second.Page.GetByText("Test Technician is writing…")).ToBeVisibleAsync();
        await first.Page.GetByRole(AriaRole.Option, new() { NameRegex = new Regex($"@{lead.Name}$") }).WaitForAsync();
        await box.PressAsync("Enter");
        await Expect(box).ToHaveValueAsync($"see **this** @{lead.Name} ");
        await first.Page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "loud.log", MimeType = "text/html", Buffer = "95 dB"u8.ToArray() });
        await first.Page.GetByLabel("Minutes spent").FillAsync("75");
        await first.Page.GetByRole(AriaRole.Button, new() { Name = "Save the internal note" }).ClickAsync();

        var note = second.Page.Locator("li.internal");
        await Expect(note.Locator("strong", new() { HasText = "this" })).ToBeVisibleAsync();
        await Expect(note.Locator(".mention")).ToHaveTextAsync("@" + lead.Name);
        await Expect(note.GetByText("1 h 15 min")).ToBeVisibleAsync();
        var download = await second.Page.RunAndWaitForDownloadAsync(() => note.GetByRole(AriaRole.Link, new() { Name = "loud.log" }).ClickAsync());
        Assert.Equal("95 dB", await File.ReadAllTextAsync(await download.PathAsync()));

        await first.Page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
        await first.Page.GetByLabel("Your text").FillAsync("see *that*");
        await first.Page.GetByRole(AriaRole.Button, new() { Name = "Save the change" }).ClickAsync();
        await Expect(note.Locator("em", new() { HasText = "that" })).ToBeVisibleAsync();
        await note.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^edited") }).ClickAsync();
        await Expect(second.Page.GetByRole(AriaRole.Region, new() { Name = "What it said before" }).GetByText($"see **this** @{lead.Name}")).ToBeVisibleAsync();
        Assert.Empty(first.Complaints);
        Assert.Empty(second.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task Fault_50_a_page_that_lost_its_server_has_the_text_again_and_sends_it_once()
    {
        var talk = await Talk.BeginAsync(application, "Text that must not be lost");
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Technician));
        await screen.GoAsync($"/tickets/{talk.Number}");
        var box = screen.Page.GetByLabel("Reply", new() { Exact = true });
        await box.FillAsync("typed while connected");
        await Expect(screen.Page.GetByText("Draft kept")).ToBeVisibleAsync();

        // The tab keeps what was typed after the connection broke; a page that is loaded anew shows all of it.
        await screen.Page.EvaluateAsync("() => Blazor._internal.forceCloseConnection()");
        await box.PressSequentiallyAsync(", and after");
        await screen.GoAsync($"/tickets/{talk.Number}");
        await Expect(box).ToHaveValueAsync("typed while connected, and after");

        // Another place has what the database kept.
        await using (var elsewhere = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Technician)))
        {
            await elsewhere.GoAsync($"/tickets/{talk.Number}");
            await Expect(elsewhere.Page.GetByLabel("Reply", new() { Exact = true })).ToHaveValueAsync("");
        }

        // The answer is sent, and the page is lost before it hears of it: the same words under the same key are one entry.
        var kept = await screen.Page.EvaluateAsync<string>("() => JSON.stringify(Object.entries(sessionStorage).filter(e => e[0].startsWith('monitor.draft.')))");
        await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Send the reply" }).DblClickAsync();
        await Expect(screen.Page.Locator("li.comment").GetByText("typed while connected, and after")).ToBeVisibleAsync();
        await Expect(box).ToHaveValueAsync("");
        await screen.Page.EvaluateAsync("kept => JSON.parse(kept).forEach(e => sessionStorage.setItem(e[0], e[1]))", kept);
        await screen.GoAsync($"/tickets/{talk.Number}");
        await Expect(screen.Page.Locator("html[data-live='true']")).ToBeVisibleAsync();
        await Expect(box).ToHaveValueAsync("");
        Assert.Single(await talk.EntriesAsync(), e => e.Text.StartsWith("typed", StringComparison.Ordinal));
    }

    [NeedsFact(Chromium.Program)]
    public async Task A_technician_inserts_one_answer_twice_and_takes_a_comment_out_into_a_ticket_of_its_own()
    {
        var (talk, word) = (await Talk.BeginAsync(application, "The lamp flickers"), $"c{Guid.NewGuid():N}"[..10]);
        var (technician, admin) = (await application.CreateUserAsync(Roles.Technician), await application.CreateUserAsync(Roles.Admin));
        await talk.SayAsync(talk.Requester, "it hums too");
        await talk.SayAsync(talk.Requester, "and the door is stuck");
        Assert.Null(await talk.Get<CannedAnswerDesk>().SaveAsync(Talk.As(admin), 0, word, $"Thanks, {word}.", null, null, Talk.Never));
        await using var screen = await Screen.OpenAsync(browser, application, technician);
        var page = screen.Page;
        await screen.GoAsync($"/tickets/{talk.Number}");
        var (box, answers) = (page.GetByLabel("Reply", new() { Exact = true }), page.GetByLabel("Insert a canned answer"));
        await answers.SelectOptionAsync(new SelectOptionValue { Label = word });
        await Expect(box).ToHaveValueAsync($"Thanks, {word}.");
        await Expect(answers).ToHaveValueAsync("");
        await answers.SelectOptionAsync(new SelectOptionValue { Label = word });
        await Expect(box).ToHaveValueAsync($"Thanks, {word}.\nThanks, {word}.");

        await page.GetByRole(AriaRole.Button, new() { Name = "Split into a new ticket…" }).ClickAsync();
        var form = page.GetByRole(AriaRole.Form, new() { Name = "Split" });
        await form.GetByLabel("Title of the new ticket").FillAsync("The door is stuck");
        await Expect(form.GetByRole(AriaRole.Button, new() { Name = "Split", Exact = true })).ToBeDisabledAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { NameRegex = new Regex("and the door is stuck$") }).CheckAsync();
        await form.GetByRole(AriaRole.Button, new() { Name = "Split", Exact = true }).ClickAsync();
        var link = page.GetByText("The comments are now ticket").GetByRole(AriaRole.Link);
        await Expect(link).ToHaveTextAsync(new Regex("^#\\d+ The door is stuck$"));
        await Expect(page.Locator("li.comment")).ToHaveCountAsync(1);
        await link.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { NameRegex = new Regex("^#\\d+ The door is stuck$") })).ToBeVisibleAsync();
        await Expect(page.Locator("li.comment").GetByText("and the door is stuck")).ToBeVisibleAsync();
        Assert.Empty(screen.Complaints);
    }
}
