using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Tickets;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Conversation;

namespace Monitor.Tests.Tickets.Conversation;

/// <summary>A ticket of a new requester on the suite's application, and people who talk on it.</summary>
internal sealed class Talk(TestApplication application, TestUser requester, int number)
{
    public static readonly CancellationToken Never = CancellationToken.None;

    public TestUser Requester { get; } = requester;

    public int Number { get; } = number;

    public ConversationDesk Desk => Get<ConversationDesk>();

    public T Get<T>()
        where T : notnull => application.Services.GetRequiredService<T>();

    public static async Task<Talk> BeginAsync(TestApplication application, string title = "No sound", string description = "")
    {
        var requester = await application.CreateUserAsync(Domain.Access.Roles.EndUser);
        var desk = application.Services.GetRequiredService<TicketDesk>();
        var outcome = await desk.OpenAsync(As(requester), new NewTicket(title, description, TicketPriority.Medium, null, Guid.NewGuid()), Never);
        Assert.True(outcome.IsDone, outcome.Message);
        return new Talk(application, requester, outcome.Number);
    }

    public static Actor As(TestUser user) => new(user.Id, user.Name, user.Role, "127.0.0.1");

    public Task<TicketOutcome> SayAsync(TestUser user, string text, bool isInternal = false, params NewFile[] files) =>
        Desk.ReplyAsync(As(user), New(), new NewReply { Text = text, IsInternal = isInternal, Files = files }, Never);

    public TicketCommand New() => new(Number, Guid.NewGuid());

    public async Task<List<TicketEntry>> EntriesAsync()
    {
        await using var db = application.Database.CreateDb();
        return await db.TicketEntries.AsNoTracking().Where(e => db.Tickets.Any(t => t.Number == Number && t.Id == e.TicketId)).OrderBy(e => e.Id).ToListAsync();
    }
}
