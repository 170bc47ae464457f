using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Knowledge;
using Monitor.Tests.Browser;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Knowledge;

namespace Monitor.Tests.Tickets.Portal;

[Collection(Suite.Name)]
public sealed class PortalScreenTests(TestApplication application, Chromium browser)
{
    private const string Hostile = "<img src=x onerror=alert(1)><script>alert(2)</script> [x](javascript:alert(3)) \u202Egnp.exe";

    private static readonly CancellationToken Never = CancellationToken.None;

    [NeedsFact(Chromium.Program)]
    public async Task An_end_user_on_a_phone_is_offered_an_answer_raises_a_ticket_follows_it_and_rates_it_once_by_the_link()
    {
        var (user, technician) = (await application.CreateUserAsync(Roles.EndUser), await application.CreateUserAsync(Roles.Technician));
        var word = $"Quilometer{Guid.NewGuid():N}"[..18];
        await WriteAsync(technician, new ArticleForm($"When the {word} is loud", Hostile, ArticleState.Published, true, null));
        await using var phone = await Screen.OpenAsync(browser, application, user, width: 390);
        await phone.GoAsync("/");
        await Assertions.Expect(phone.Page.GetByRole(AriaRole.Heading, new() { Name = "How can we help?" })).ToBeVisibleAsync();
        await Assertions.Expect(phone.Page.GetByText("Nothing of yours is in work")).ToBeVisibleAsync();
        await FitsAsync(phone);
        await phone.Page.GetByRole(AriaRole.Link, new() { Name = "New ticket" }).First.ClickAsync();
        await phone.Page.GetByLabel("What is wrong?").FillAsync($"My {word} is loud");
        var offer = phone.Page.GetByRole(AriaRole.Region, new() { Name = "This may help already" }).GetByRole(AriaRole.Link, new() { Name = $"When the {word} is loud" });
        await Assertions.Expect(offer).ToBeVisibleAsync();
        await FitsAsync(phone);
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Open the ticket" }).ClickAsync();
        await Assertions.Expect(phone.Page.GetByText("Received.", new() { Exact = true })).ToBeVisibleAsync();
        foreach (var absent in new[] { "Resolve", "Take it", "Make an article", "Wait", "Acknowledge" })
        {
            await Assertions.Expect(phone.Page.GetByRole(AriaRole.Button, new() { Name = absent, Exact = true })).ToHaveCountAsync(0);
        }

        var number = int.Parse(new Uri(phone.Page.Url).Segments[^1], System.Globalization.CultureInfo.InvariantCulture);
        await using (var desk = await Screen.OpenAsync(browser, application, technician))
        {
            await desk.GoAsync($"/tickets/{number}");
            await desk.Page.GetByLabel("Reply", new() { Exact = true }).FillAsync("Oil it.");
            await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Send the reply" }).ClickAsync();
            await Assertions.Expect(desk.Page.GetByText("Oil it.")).ToBeVisibleAsync();
            await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Resolve", Exact = true }).ClickAsync();
            await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Make an article" }).ClickAsync();
            await Assertions.Expect(desk.Page.GetByLabel("Text, in Markdown")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("Oil it\\."));
            Assert.Empty(desk.Complaints);
        }

        await Assertions.Expect(phone.Page.GetByText("Solved.", new() { Exact = true })).ToBeVisibleAsync();
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Rate it" }).ClickAsync();
        await Assertions.Expect(phone.Page.GetByRole(AriaRole.Heading, new() { Name = "How was it solved?" })).ToBeVisibleAsync();
        await FitsAsync(phone);
        var link = phone.Page.Url;
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Very good" }).ClickAsync();
        await Assertions.Expect(phone.Page.GetByRole(AriaRole.Heading, new() { Name = "Thank you" })).ToBeVisibleAsync();
        Assert.Empty(phone.Complaints);

        // The link alone is the right: a stranger with it is told that it is used up.
        await using var stranger = await Screen.OpenAsync(browser, application, user: null);
        await stranger.Page.VisitAsync(link);
        await Assertions.Expect(stranger.Page.GetByText("This ticket has been rated already, and a link counts once. Thank you.")).ToBeVisibleAsync();
        await using var db = application.Database.CreateDb();
        Assert.Equal(5, await db.TicketRatings.Where(r => r.RatedAt != null && db.Tickets.Any(t => t.Id == r.TicketId && t.Number == number)).Select(r => r.Score).SingleAsync());
    }

    [NeedsFact(Chromium.Program)]
    public async Task Fault_51_Two_write_the_same_article_and_the_second_sees_both_texts_and_hostile_text_stays_text()
    {
        var (anna, bert) = (await application.CreateUserAsync(Roles.Technician), await application.CreateUserAsync(Roles.Lead));
        var id = await WriteAsync(anna, new ArticleForm("Two at once", "Begin", ArticleState.Published, true, null));
        await using var first = await Screen.OpenAsync(browser, application, anna);
        await using var second = await Screen.OpenAsync(browser, application, bert);
        foreach (var (screen, text) in new[] { (first, Hostile), (second, "Bert's words") })
        {
            await screen.GoAsync($"/knowledge/{id}/edit");
            await screen.Page.GetByLabel("Text, in Markdown").FillAsync(text);
            await screen.Page.GetByLabel("Text, in Markdown").BlurAsync();
        }

        await first.Page.GetByLabel("State", new() { Exact = true }).SelectOptionAsync("Draft");
        await first.Page.GetByLabel("Public: also end users find it").UncheckAsync();

        await first.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Assertions.Expect(first.Page.GetByRole(AriaRole.Heading, new() { Name = "Two at once" })).ToBeVisibleAsync();
        await Assertions.Expect(first.Page.GetByText("<img src=x onerror=alert(1)>")).ToBeVisibleAsync();
        Assert.Equal(0, await first.Page.Locator("img[src=x], a[href^='javascript:' i], main script").CountAsync());
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Assertions.Expect(second.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = $"{anna.Name} changed this article meanwhile" })).ToBeVisibleAsync();
        await Assertions.Expect(second.Page.GetByRole(AriaRole.Region, new() { Name = "What is there now" }).GetByText("<img src=x onerror=alert(1)>")).ToBeVisibleAsync();
        await Assertions.Expect(second.Page.GetByLabel("Text, in Markdown")).ToHaveValueAsync("Bert's words");
        await Assertions.Expect(second.Page.GetByText("State: Draft · internal · no category")).ToBeVisibleAsync();
        await Assertions.Expect(second.Page.GetByLabel("Public: also end users find it")).Not.ToBeCheckedAsync();
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Assertions.Expect(second.Page.GetByRole(AriaRole.Article).GetByText("Bert's words")).ToBeVisibleAsync();
        await using var db = application.Database.CreateDb();
        var saved = await db.Articles.SingleAsync(a => a.Id == id);
        Assert.Equal(("Bert's words", ArticleState.Draft, false), (saved.Text, saved.State, saved.IsPublic));
        Assert.Empty(first.Complaints);
        Assert.Empty(second.Complaints);
    }

    [NeedsFact(Chromium.Program)]
    public async Task The_longest_article_in_letters_of_three_bytes_is_saved_from_the_form()
    {
        await using var screen = await Screen.OpenAsync(browser, application, await application.CreateUserAsync(Roles.Technician));
        await screen.GoAsync("/knowledge/new");
        var title = $"Long {Guid.NewGuid():N}";
        await screen.Page.GetByLabel("Title").FillAsync(title);
        await screen.Page.GetByLabel("Text, in Markdown").FillAsync(new string('漢', Article.TextLength));
        await screen.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Assertions.Expect(screen.Page.GetByRole(AriaRole.Heading, new() { Name = title })).ToBeVisibleAsync();
        Assert.Empty(screen.Complaints);
    }

    [Fact]
    public async Task A_requester_whose_ticket_was_merged_is_sent_to_where_it_goes_on_and_not_told_to_reopen_it()
    {
        var user = await application.CreateUserAsync(Roles.EndUser);
        using var client = await application.SignInAsync(user);
        var desk = application.Services.GetRequiredService<TicketDesk>();
        var numbers = new List<int>();
        foreach (var title in new[] { "Twice", "Once" })
        {
            numbers.Add((await desk.OpenAsync(new Actor(user.Id, user.Name, user.Role, ""), new NewTicket(title, "", null, null, Guid.NewGuid()), Never)).Number);
        }

        await using var db = application.Database.CreateDb();
        var (now, into) = (TimeProvider.System.GetUtcNow(), await db.Tickets.Where(t => t.Number == numbers[1]).Select(t => t.Id).SingleAsync());
        var merged = db.Tickets.Where(t => t.Number == numbers[0]);
        await merged.ExecuteUpdateAsync(set => set.SetProperty(t => t.State, TicketState.Closed).SetProperty(t => t.ResolvedAt, now).SetProperty(t => t.ClosedAt, now));
        Assert.Contains("Reopen it within", await client.GetStringAsync($"tickets/{numbers[0]}"), StringComparison.Ordinal);
        await merged.ExecuteUpdateAsync(set => set.SetProperty(t => t.MergedIntoId, into));
        var page = await client.GetStringAsync($"tickets/{numbers[0]}");
        Assert.Contains("This ticket was merged into", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Reopen it within", page, StringComparison.Ordinal);
    }

    [NeedsFact(Chromium.Program)]
    public async Task Attack_24_What_is_not_for_an_end_user_answers_as_not_existing_on_every_page_of_the_knowledge_base()
    {
        var writer = await application.CreateUserAsync(Roles.Technician);
        var word = $"w{Guid.NewGuid():N}";
        var ids = new[]
        {
            await WriteAsync(writer, new ArticleForm($"Secret {word}", "x", ArticleState.Published, false, null)),
            await WriteAsync(writer, new ArticleForm($"Secret {word}", "x", ArticleState.Draft, true, null)),
        };
        using var client = await application.SignInAsAsync(Roles.EndUser);
        foreach (var id in ids)
        {
            Assert.DoesNotContain(word, await client.GetStringAsync($"knowledge/{id}"), StringComparison.Ordinal);
            using var edit = await client.GetAsync($"knowledge/{id}/edit");
            Assert.Equal(System.Net.HttpStatusCode.Redirect, edit.StatusCode);
        }

        foreach (var state in Enum.GetNames<ArticleState>())
        {
            Assert.DoesNotContain("Secret " + word, await client.GetStringAsync($"knowledge?text={word}&state={state}"), StringComparison.Ordinal);
        }

        using var technician = await application.SignInAsync(writer);
        Assert.Contains("Secret " + word, await technician.GetStringAsync($"knowledge/{ids[0]}"), StringComparison.Ordinal);
    }

    private async Task<int> WriteAsync(TestUser user, ArticleForm form) =>
        (await application.Services.GetRequiredService<KnowledgeDesk>().CreateAsync(new Actor(user.Id, user.Name, user.Role, ""), form, Never)).Id;

    private static async Task FitsAsync(Screen screen) => Assert.True(await screen.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390);
}
