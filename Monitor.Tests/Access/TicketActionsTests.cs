using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Domain.Tickets.Conversation;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Access.Tokens;
using Monitor.Web.Tickets;

namespace Monitor.Tests.Access;

[Collection(Suite.Name)]
public sealed class TicketActionsTests(TestApplication application)
{
    private const string TheProduct = "the product itself";

    public enum Whose
    {
        Own,
        Team,
        Other,
    }

    public static IEnumerable<object[]> Cells => Roles.All.Append(TheProduct).SelectMany(r => Enum.GetValues<Whose>().Select(w => new object[] { r, w }));

    [Fact]
    public void Attack_24_Every_command_on_tickets_has_a_row_and_every_row_a_command()
    {
        var declared = TicketActions.Declared().Distinct().Except(TicketActions.Elsewhere.Keys).Order(StringComparer.Ordinal).ToList();
        var rows = TicketActions.Rows.Select(r => r.Command).Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(declared.SequenceEqual(rows),
            "Keep Monitor.Tests/Access/TicketActions.cs in step with the desks.\nWithout a row: " + string.Join(", ", declared.Except(rows))
            + "\nWithout a command: " + string.Join(", ", rows.Except(declared)));
    }

    [Fact]
    public void A_command_that_is_tried_elsewhere_names_a_test_that_there_is()
    {
        var classes = typeof(TicketActionsTests).Assembly.GetTypes().ToLookup(t => t.Name);
        Assert.All(TicketActions.Elsewhere, e => Assert.True(
            e.Value.Split('.') is var name && classes[name[0]].Any(t => name.Length == 1 || t.GetMethod(name[1]) is not null), $"{e.Key}: there is no {e.Value}"));
        Assert.All(TicketActions.Elsewhere.Keys, key => Assert.Contains(key, TicketActions.Declared()));
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Attack_24_27_A_role_does_to_tickets_what_it_may_and_nothing_else_at_the_desk_and_over_HTTP(string role, Whose whose)
    {
        await using var db = application.Database.CreateDb();
        var (team, elsewhere) = (new Team { Name = "t" + Guid.NewGuid() }, new Team { Name = "e" + Guid.NewGuid() });
        db.Teams.AddRange(team, elsewhere);
        await db.SaveChangesAsync();
        var colleague = await application.CreateUserAsync(Roles.Technician);
        var somebody = await application.CreateUserAsync(Roles.EndUser);
        var user = await application.CreateUserAsync(role == TheProduct ? Roles.Technician : role, teams: [team.Id]);
        var actor = role == TheProduct ? Actor.System : new Actor(user.Id, user.Name, role, "") { TeamIds = [team.Id] };
        using var program = application.CreateClient();
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await application.Services.GetRequiredService<TokenDesk>()
            .CreateForAsync(user.Name, [TokenScopes.Read, TokenScopes.TicketsWrite], TimeSpan.FromDays(1), CancellationToken.None));
        var wrong = new List<string>();
        foreach (var row in TicketActions.Rows)
        {
            var expected = Expected(row.Who, role, actor, whose);
            var found = await row.Desk(await StageAsync(), actor);
            if (found.Result != expected)
            {
                wrong.Add($"{row.Command}: {found.Result} {found.Message} instead of {expected}");
            }

            if (row.Api is not null && role != TheProduct)
            {
                var (method, path, body) = row.Api(await StageAsync());
                using var request = new HttpRequestMessage(new HttpMethod(method), "api/v1/tickets/" + path) { Content = body is null ? null : JsonContent.Create(body) };
                using var answer = await program.SendAsync(request);
                if (answer.StatusCode != TicketActions.StatusOf(expected))
                {
                    wrong.Add($"{method} {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()} instead of {expected}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        async Task<Stage> StageAsync()
        {
            var now = TimeProvider.System.GetUtcNow();
            Ticket Make() => new()
            {
                Title = "Stage", CreatedAt = now, UpdatedAt = now, RequesterUserId = whose == Whose.Own && role != TheProduct ? user.Id : somebody.Id,
                TeamId = whose switch { Whose.Own => null, Whose.Team => team.Id, _ => elsewhere.Id },
            };
            var (ticket, other) = (Make(), Make());
            db.Tickets.AddRange(ticket, other);
            await db.SaveChangesAsync();
            var entry = new TicketEntry { TicketId = ticket.Id, At = now, Kind = TicketEntryKind.Comment, Text = "said" };
            var check = new TicketCheck { TicketId = ticket.Id, Text = "do it" };
            var own = new TicketEntry { TicketId = ticket.Id, At = now, Kind = TicketEntryKind.Comment, Text = "own", UserId = actor.UserId };
            var file = new Attachment { TicketId = ticket.Id, Name = "a.txt", ContentType = FileKind.Text, Size = 1, Sha256 = new byte[32], CreatedAt = now, UserId = colleague.Id };
            db.TicketEntries.AddRange(entry, own);
            db.AddRange(check, file);
            await db.SaveChangesAsync();
            db.Add(new AttachmentContent { AttachmentId = file.Id, Bytes = [1] });
            await db.SaveChangesAsync();
            return new Stage(application.Services, ticket.Number, other.Number, entry.Id, check.Id, colleague.Id, ticket.Id) { OwnEntryId = own.Id, FileId = file.Id };
        }
    }

    private static TicketResult Expected(Doer who, string role, Actor actor, Whose whose)
    {
        var sees = role == TheProduct || whose == Whose.Own || (whose == Whose.Team && Roles.PermissionsOf(role).Contains(Permissions.TicketsRead));
        var may = who switch
        {
            Doer.Anybody => true,
            Doer.Requester => whose == Whose.Own || actor.May(Permissions.TicketsWork),
            Doer.Worker => actor.May(Permissions.TicketsWork),
            Doer.Writer => actor.UserId is not null && (whose == Whose.Own || actor.May(Permissions.TicketsWork)),
            Doer.Assigner => actor.May(Permissions.TicketsAssign),
            _ => actor.May(Permissions.TicketsConfigure),
        };
        return !sees && who != Doer.Configurer ? TicketResult.NotFound : may ? TicketResult.Done : TicketResult.Refused;
    }
}
