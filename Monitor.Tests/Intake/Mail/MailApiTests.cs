using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Tests.Support;
using Monitor.Web.Access.Tokens;
using Monitor.Web.Hosting;

namespace Monitor.Tests.Intake.Mail;

/// <summary>Mails over HTTP, and by the command that a mail server runs.</summary>
[Collection(Suite.Name)]
public sealed class MailApiTests(TestApplication application)
{
    private readonly string _address = $"user.{Guid.NewGuid():N}@example.org";

    [Fact]
    public async Task A_mail_that_is_posted_becomes_a_ticket_and_the_page_says_so()
    {
        await SenderAsync();
        using var client = await ClientAsync(Roles.Admin, TokenScopes.MailWrite);
        var subject = $"<img src=x onerror=alert(1)> {_address[5..13]}";
        var answer = await PostAsync(client, HttpStatusCode.OK, $"From: {_address}\nSubject: {subject}\nMessage-ID: <{_address}>\n\nHelp.");
        Assert.Equal("Opened", answer.GetProperty("outcome").GetString());
        Assert.Equal("Repeated", (await PostAsync(client, HttpStatusCode.OK, $"From: {_address}\nSubject: {subject}\nMessage-ID: <{_address}>\n\nHelp.")).GetProperty("outcome").GetString());
        using var admin = await application.SignInAsAsync(Roles.Admin);
        var page = await admin.GetStringAsync("admin/mails");
        Assert.Contains($"It is ticket #{answer.GetProperty("number").GetInt32()}.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attack_26_Only_a_token_for_mails_hands_mails_on_and_it_does_nothing_else()
    {
        await SenderAsync();
        var mail = $"From: {_address}\nMessage-ID: <{_address}>\n\nHelp.";
        foreach (var (role, scope) in new[] { (Roles.Admin, TokenScopes.TicketsWrite), (Roles.Admin, TokenScopes.Read), (Roles.Lead, TokenScopes.MailWrite) })
        {
            using var refused = await ClientAsync(role, scope);
            using var answer = await refused.PostAsync("api/v1/mails", Body(mail));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        using var client = await ClientAsync(Roles.Admin, TokenScopes.MailWrite);
        using var tickets = await client.GetAsync("api/v1/tickets");
        Assert.Equal(HttpStatusCode.Forbidden, tickets.StatusCode);
        await PostAsync(client, HttpStatusCode.BadRequest, "not a mail");
        await PostAsync(client, HttpStatusCode.UnprocessableEntity, $"From: nobody.{_address}\n\nHelp.");
        using var announced = new HttpRequestMessage(HttpMethod.Post, "api/v1/mails") { Content = new ByteArrayContent(new byte[(16 << 20) + 1]) };
        announced.Headers.ExpectContinue = true;
        using var large = await client.SendAsync(announced);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
    }

    [Fact]
    public async Task The_command_hands_a_mail_on_and_tells_the_mail_server_what_to_do_with_it()
    {
        await SenderAsync();
        var folder = TestFolders.Create("mail-command");
        var token = Path.Combine(folder, "token");
        await File.WriteAllTextAsync(token, await TokenAsync(Roles.Admin, TokenScopes.MailWrite) + "\n");
        try
        {
            var url = application.Address.ToString();
            Assert.Equal((0, ""), await CommandAsync($"From: {_address}\r\nSubject: Gr=C3=BC\r\nMessage-ID: <{_address}>\r\n\r\nHelp.\r\n", "--token-file", token, "--url", url));
            var (stranger, why) = await CommandAsync("From: stranger@example.org\n\nHelp.", "--url", url, "--token-file", token);
            Assert.Equal(77, stranger);
            Assert.Contains("the address of nobody here", why, StringComparison.Ordinal);
            Assert.Equal(65, (await CommandAsync("no mail", "--url", url, "--token-file", token)).Code);
            Assert.Equal(75, (await CommandAsync("From: a@example.org\n\n", "--url", "http://127.0.0.1:9", "--token-file", token)).Code);
            Assert.Equal(75, (await CommandAsync("From: a@example.org\n\n", "--url", url, "--token-file", token + ".missing")).Code);
            await File.WriteAllTextAsync(token, "mkt_wrong");
            Assert.Equal(75, (await CommandAsync("From: a@example.org\n\n", "--url", url, "--token-file", token)).Code);
            await using var db = application.Database.CreateDb();
            Assert.Equal(1, await db.MailMessages.CountAsync(m => m.MessageId == _address));
        }
        finally
        {
            TestFolders.Delete(folder);
        }
    }

    private static async Task<(int Code, string Said)> CommandAsync(string mail, params string[] arguments)
    {
        var start = new ProcessStartInfo("sh", [Path.Combine(ProductHome.Path, "monitor"), "mail", .. arguments]) { RedirectStandardInput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(mail));
        process.StandardInput.Close();
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, said);
    }

    private async Task SenderAsync()
    {
        var user = await application.CreateUserAsync(Roles.EndUser);
        await using var db = application.Database.CreateDb();
        await db.Users.Where(u => u.Id == user.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.Email, _address));
    }

    private async Task<string> TokenAsync(string role, string scope)
    {
        var owner = await application.CreateUserAsync(role);
        return await application.Services.GetRequiredService<TokenDesk>().CreateForAsync(owner.Name, [scope], TimeSpan.FromDays(1), CancellationToken.None);
    }

    private async Task<HttpClient> ClientAsync(string role, string scope)
    {
        var client = application.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(role, scope));
        return client;
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, HttpStatusCode expected, string mail)
    {
        using var answer = await client.PostAsync("api/v1/mails", Body(mail));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    private static ByteArrayContent Body(string mail) => new(Encoding.UTF8.GetBytes(mail)) { Headers = { ContentType = new("message/rfc822") } };
}
