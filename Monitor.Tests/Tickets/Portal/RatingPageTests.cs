using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Portal;

namespace Monitor.Tests.Tickets.Portal;

/// <summary>The page behind a rating link, as strangers and scanners of mails meet it.</summary>
[Collection(Suite.Name)]
public sealed class RatingPageTests(TestApplication application)
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task Attack_46_Looking_at_a_rating_link_changes_nothing_a_form_without_its_token_is_refused_and_a_second_answer_is_told_so()
    {
        var (number, link) = await SolvedAsync();
        using var stranger = application.CreateClient();
        for (var i = 0; i < 3; i++)
        {
            using var look = await stranger.GetAsync(link);
            Assert.Equal((HttpStatusCode.OK, true, "no-referrer"), (look.StatusCode, look.Headers.CacheControl!.NoStore, look.Headers.GetValues("Referrer-Policy").Single()));
        }

        var fields = await stranger.FormFieldsAsync(link);
        fields["Input.Score"] = "3";
        using var forger = application.CreateClient();
        using (var forged = await forger.PostAsync(link, new FormUrlEncodedContent(fields.Where(f => f.Key is "_handler" or "Input.Score"))))
        {
            Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        }

        Assert.Null(await ScoreAsync(number));
        using var first = await stranger.PostAsync(link, new FormUrlEncodedContent(fields));
        Assert.Contains("Your rating is counted.", await first.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        fields["Input.Score"] = "1";
        using var second = await stranger.PostAsync(link, new FormUrlEncodedContent(fields));
        Assert.Equal(HttpStatusCode.Gone, second.StatusCode);
        Assert.Contains("has been rated already, and a link counts once", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(3, await ScoreAsync(number));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("6")]
    [InlineData("5'; DROP TABLE ticket_ratings; --")]
    public async Task A_score_that_no_button_has_is_refused_and_the_link_still_counts(string score)
    {
        var (number, link) = await SolvedAsync();
        using var stranger = application.CreateClient();
        var fields = await stranger.FormFieldsAsync(link);
        fields["Input.Score"] = score;
        using var answer = await stranger.PostAsync(link, new FormUrlEncodedContent(fields));
        Assert.True((int)answer.StatusCode < 500, $"{answer.StatusCode}");
        Assert.Null(await ScoreAsync(number));
        fields["Input.Score"] = "4";
        using var good = await stranger.PostAsync(link, new FormUrlEncodedContent(fields));
        Assert.Equal(4, await ScoreAsync(number));
    }

    private async Task<(int Number, string Link)> SolvedAsync()
    {
        var (user, technician) = (await application.CreateUserAsync(Roles.EndUser), await application.CreateUserAsync(Roles.Technician));
        var me = new Actor(user.Id, user.Name, user.Role, "");
        var desk = application.Services.GetRequiredService<TicketDesk>();
        var number = (await desk.OpenAsync(me, new NewTicket("To be rated", "", null, null, Guid.NewGuid()), Never)).Number;
        await desk.MoveAsync(new Actor(technician.Id, technician.Name, technician.Role, ""), new TicketCommand(number, Guid.NewGuid()), TicketState.Resolved, "", Never);
        return (number, (await application.Services.GetRequiredService<RatingDesk>().AskAsync(me, number, Never)).Link!);
    }

    private async Task<int?> ScoreAsync(int number)
    {
        await using var db = application.Database.CreateDb();
        return await db.TicketRatings.Where(r => r.RatedAt != null && db.Tickets.Any(t => t.Id == r.TicketId && t.Number == number)).Select(r => r.Score).SingleOrDefaultAsync();
    }
}
