using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Monitor.Domain.Access;
using Monitor.Domain.Notifications;
using Monitor.Domain.Tickets;
using Monitor.Tests.Problems;
using Monitor.Tests.Support;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Integrations;
using Monitor.Web.Notifications;
using Monitor.Web.Notifications.Mail;
using Monitor.Web.Notifications.Routing;
using Monitor.Web.Notifications.Sending;
using Monitor.Web.Tickets;

namespace Monitor.Tests.Notifications;

/// <summary>Desk, router and post on a real database with a clock that a test moves, and whatever channel a test brings.</summary>
public sealed class NoticeFloor : IAsyncLifetime
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly ActingFloor _floor = new();

    public ManualTimeProvider Clock => _floor.Clock;

    public ActingFloor Acting => _floor;

    public MailOptions Mail { get; } = new() { Host = "localhost", From = "monitor@example.org", StartTls = false };

    public ServerAddress Address { get; } = new(null!, new ConfigurationBuilder().AddInMemoryCollection([new("Server:PublicUrl", "https://monitor.example.org/")]).Build());

    public WebhookSecrets Secrets { get; } = new(new EphemeralDataProtectionProvider());

    public WebhookNotices Hooks => new(Address, Clock);

    public NewsRouting Routing => new(
        _floor.Contexts, new TicketNotices(Options.Create(Mail), Clock, NullLogger<TicketNotices>.Instance), Hooks, Clock, NullLogger<NewsRouting>.Instance);

    public ChannelPauses Pauses => field ??= new ChannelPauses(Clock);

    /// <summary>Another one is what another server has.</summary>
    public DeliveryPost Post(ChannelPauses? pauses = null) => new(_floor.Contexts, pauses ?? Pauses, Clock, NullLogger<DeliveryPost>.Instance);

    internal MailChannel MailChannel => new(_floor.Contexts, new SmtpSender(Options.Create(Mail)), Options.Create(Mail), Address, Clock);

    internal BellQueries Bell => new(_floor.Contexts, Clock);

    public Task InitializeAsync() => _floor.InitializeAsync();

    public Task DisposeAsync() => _floor.DisposeAsync();

    public async Task<Actor> PersonAsync(string role, string? mail = null, string? name = null)
    {
        var actor = await _floor.PersonAsync(role);
        await using var db = _floor.Db();
        await db.Users.Where(u => u.Id == actor.UserId).ExecuteUpdateAsync(s => s.SetProperty(u => u.Email, mail).SetProperty(u => u.DisplayName, name ?? role));
        return actor;
    }

    public async Task<int> TeamAsync(params Actor[] members)
    {
        await using var db = _floor.Db();
        var team = new Team { Name = "team " + Guid.NewGuid().ToString("N")[..8] };
        db.Teams.Add(team);
        await db.SaveChangesAsync();
        db.TeamMembers.AddRange(members.Select(m => new TeamMember { TeamId = team.Id, UserId = m.UserId!.Value }));
        await db.SaveChangesAsync();
        return team.Id;
    }

    public async Task<int> OpenAsync(Actor actor, string title = "Printer", int? teamId = null)
    {
        var number = (await _floor.Desk.OpenAsync(actor, new NewTicket(title, "It prints blank pages.", TicketPriority.Medium, null, Guid.NewGuid()), Never)).Number;
        if (teamId is not null)
        {
            await using var db = _floor.Db();
            await db.Tickets.Where(t => t.Number == number).ExecuteUpdateAsync(s => s.SetProperty(t => t.TeamId, teamId));
        }

        return number;
    }

    public Task<TicketOutcome> CommentAsync(Actor actor, int number, string text, bool isInternal = false) =>
        _floor.Desk.CommentAsync(actor, new TicketCommand(number, Guid.NewGuid()), text, isInternal, Never);

    public async Task RouteAsync()
    {
        while (await Routing.RouteAsync(100, Never) > 0)
        {
        }
    }

    /// <summary>Everything that is due by now.</summary>
    public async Task SendAsync(INotificationChannel channel, DeliveryPost? post = null)
    {
        while (await (post ?? Post()).SendNextAsync(channel, Never))
        {
        }
    }

    /// <summary>Notices that are due on a channel of a test, for nobody's ticket.</summary>
    public async Task<IReadOnlyList<long>> DueAsync(string channel, int count, int? userId = null, int? targetId = null)
    {
        await using var db = _floor.Db();
        var rows = Enumerable.Range(0, count).Select(i => new Delivery
        {
            Key = Guid.NewGuid().ToString("N"), Channel = channel, UserId = userId, TargetId = targetId, Subject = $"[#{i}] Notice {i}", Text = $"Text {i}",
            Address = $"/tickets/{i}", CreatedAt = Clock.GetUtcNow(), DueAt = Clock.GetUtcNow(),
        }).ToList();
        db.Deliveries.AddRange(rows);
        await db.SaveChangesAsync();
        return [.. rows.Select(r => r.Id)];
    }

    public async Task<IReadOnlyList<Delivery>> NoticesAsync(string channel)
    {
        await using var db = _floor.Db();
        return await db.Deliveries.AsNoTracking().Where(d => d.Channel == channel).OrderBy(d => d.Id).ToListAsync();
    }
}
