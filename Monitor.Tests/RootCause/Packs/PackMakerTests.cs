using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.RootCause;
using Monitor.Domain.RootCause.Packs;
using Monitor.Domain.RootCause.Papers;
using Monitor.Domain.Tickets;
using Monitor.Tests.Problems;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Packs;

namespace Monitor.Tests.RootCause.Packs;

/// <summary>Evidence on a real database: when it is frozen and completed, who makes it and who may have it.</summary>
public sealed class PackMakerTests(ActingFloor floor) : IClassFixture<ActingFloor>
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private readonly PackStage _stage = new(floor);

    [Fact]
    public async Task A_ticket_of_a_problem_has_its_evidence_at_once_is_completed_five_minutes_later_and_is_drawn_whole_when_the_raw_data_is_deleted()
    {
        var host = await _stage.BrokenHostAsync("pack");
        var (ticket, problem) = await _stage.OpenAsync(host);
        await _stage.MakeAsync();
        var frozen = await _stage.StoredAsync(ticket.Id);
        Assert.Equal((PackState.Frozen, problem.Id, floor.Clock.GetUtcNow(), floor.Clock.GetUtcNow().AddMinutes(5)), (frozen.State, frozen.ProblemId, frozen.FrozenAt, frozen.CompleteAt));
        Assert.Equal((3, 2, 1, 2, 0), (frozen.Holds.Series, frozen.Holds.Lines, frozen.Holds.Events, frozen.Holds.Processes, frozen.Holds.Findings));

        await FindAsync(problem.Id, host.Id);
        floor.Clock.Advance(TimeSpan.FromMinutes(5) + Settling);
        await _stage.MakeAsync();
        var complete = await _stage.StoredAsync(ticket.Id);
        Assert.Equal((PackState.Complete, frozen.FrozenAt, floor.Clock.GetUtcNow(), 1), (complete.State, complete.FrozenAt, complete.CompletedAt, complete.Holds.Findings));
        Assert.InRange(complete.Size, 1, PackBuilder.Most);
        Assert.Equal(complete.Size, complete.Content!.Length);

        await _stage.DropRawAsync();
        var admin = await floor.PersonAsync(Roles.Admin);
        var content = await _stage.Desk.ReadAsync(admin, ticket.Number, Never);
        var own = content!.Pack.Series[0];
        Assert.Equal(("cpu.used_percent", true), (own.Metric, own.IsOwn));
        Assert.InRange(own.Before!.Value, 20, 21);
        Assert.InRange(own.During!.Value, 97, 98);
        var html = PaperHtml.Write(PackPaper.Of(content.Pack, content.Similar, new PaperTimes(TimeZoneInfo.Utc)), "");
        foreach (var part in new[] { "CPU usage", "<polyline points=", "encoder stuck", "shop 4.2", "ffmpeg", "encoder", "stuck encoder takes the CPU", "80 %" })
        {
            Assert.Contains(part, html, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("hunter2", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Evidence_that_is_completed_when_its_raw_data_is_gone_keeps_what_was_frozen()
    {
        var (ticket, _) = await _stage.OpenAsync(await _stage.BrokenHostAsync("late"));
        await _stage.MakeAsync();
        await _stage.DropRawAsync();
        floor.Clock.Advance(TimeSpan.FromDays(8));
        await _stage.MakeAsync();
        var stored = await _stage.StoredAsync(ticket.Id);
        Assert.Equal((PackState.Complete, 3), (stored.State, stored.Holds.Series));
        Assert.Equal(3, PackCodec.Decode(stored.Content).Series.Count);
    }

    [Fact]
    public async Task Fault_22_Servers_that_look_at_once_make_the_evidence_of_a_ticket_once_and_one_that_was_overtaken_writes_nothing()
    {
        var tickets = new List<Ticket>();
        for (var i = 0; i < 6; i++)
        {
            tickets.Add((await _stage.OpenAsync(await floor.HostAsync($"both-{i}-{Guid.NewGuid():N}"))).Ticket);
        }

        var before = _stage.Figures.Frozen;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var maker = _stage.NewMaker();
            while (await maker.RunAsync(Never) > 0)
            {
                // Until nothing is due.
            }
        })));
        Assert.Equal(tickets.Count, _stage.Figures.Frozen - before);
        Assert.All(await Task.WhenAll(tickets.Select(t => _stage.StoredAsync(t.Id))), p => Assert.Equal((PackState.Frozen, 1), (p.State, p.Fence)));

        // One that stopped while it worked holds its claim for a minute; then another one takes it.
        var (ticket, _) = await _stage.OpenAsync(await floor.HostAsync("held-" + Guid.NewGuid().ToString("N")));
        await _stage.Queue.FillAsync(Never);
        Assert.Contains(await _stage.Queue.ClaimAsync(10, Never), c => c.TicketId == ticket.Id);
        Assert.DoesNotContain(await _stage.Queue.ClaimAsync(10, Never), c => c.TicketId == ticket.Id);
        floor.Clock.Advance(TimeSpan.FromSeconds(61));
        await _stage.MakeAsync();
        Assert.Equal((PackState.Frozen, 2), ((await _stage.StoredAsync(ticket.Id)).State, (await _stage.StoredAsync(ticket.Id)).Fence));
    }

    [Fact]
    public async Task Evidence_that_cannot_be_made_says_why_keeps_the_ticket_as_it_is_and_is_made_when_somebody_asks_again()
    {
        var host = await _stage.BrokenHostAsync("broken");
        var (ticket, problem) = await _stage.OpenAsync(host);
        await using (var db = floor.Db())
        {
            // Findings that nobody can read, and a problem that is taken from its ticket's pack.
            await _stage.Queue.FillAsync(Never);
            await db.EvidencePacks.Where(p => p.TicketId == ticket.Id).ExecuteUpdateAsync(s => s.SetProperty(p => p.ProblemId, (int?)null));
        }

        await _stage.MakeAsync();
        var stored = await _stage.StoredAsync(ticket.Id);
        Assert.Equal((PackState.Failed, "The problem of this ticket is gone, and with it what its evidence would be made of."), (stored.State, stored.Fault));
        await using (var db = floor.Db())
        {
            await db.EvidencePacks.Where(p => p.TicketId == ticket.Id).ExecuteUpdateAsync(s => s.SetProperty(p => p.ProblemId, problem.Id));
        }

        var (viewer, technician) = (await floor.PersonAsync(Roles.Viewer), await floor.PersonAsync(Roles.Technician));
        Assert.Equal(TicketResult.Refused, (await _stage.Desk.RetryAsync(viewer, ticket.Number, Never)).Result);
        Assert.True((await _stage.Desk.RetryAsync(technician, ticket.Number, Never)).IsDone);
        await _stage.MakeAsync();
        Assert.Equal((PackState.Frozen, (string?)null), ((await _stage.StoredAsync(ticket.Id)).State, (await _stage.StoredAsync(ticket.Id)).Fault));
        Assert.Equal(TicketResult.Invalid, (await _stage.Desk.RetryAsync(technician, ticket.Number, Never)).Result);
        await using var after = floor.Db();
        Assert.Equal(1, await after.Audit.CountAsync(a => a.Act == PackDesk.Retried && a.SubjectId == ticket.Number.ToString()));
    }

    [Fact]
    public async Task Fault_10_What_cannot_be_read_and_what_stops_every_server_is_given_up_after_some_tries_and_holds_up_no_other()
    {
        var (poison, stopper) = (await _stage.BrokenHostAsync("poison"), await _stage.BrokenHostAsync("stopper"));
        await _stage.SpoilProcessesAsync(poison);
        var (unread, _) = await _stage.OpenAsync(poison);
        var (stops, _) = await _stage.OpenAsync(stopper);
        await _stage.Queue.FillAsync(Never);
        await using (var db = floor.Db())
        {
            await db.EvidencePacks.Where(p => p.TicketId == stops.Id).ExecuteUpdateAsync(s => s.SetProperty(p => p.Tries, Web.RootCause.Packs.PackQueue.MostTries - 1));
        }

        // Whoever claimed it is gone and says nothing.
        Assert.Contains(await _stage.Queue.ClaimAsync(10, Never), c => c.TicketId == stops.Id);
        var (next, _) = await _stage.OpenAsync(await _stage.BrokenHostAsync("next"));
        for (var i = 0; i < 4; i++)
        {
            floor.Clock.Advance(TimeSpan.FromSeconds(61));
            await _stage.MakeAsync();
        }

        Assert.Equal(PackState.Frozen, (await _stage.StoredAsync(next.Id)).State);
        var (first, second) = (await _stage.StoredAsync(unread.Id), await _stage.StoredAsync(stops.Id));
        Assert.Equal((PackState.Failed, 3), (first.State, first.Tries));
        Assert.StartsWith("It could not be made", first.Fault, StringComparison.Ordinal);
        Assert.Equal((PackState.Failed, 5), (second.State, second.Tries));
        Assert.StartsWith("It was begun 5 times and never ended", second.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ticket_that_a_person_opened_has_none()
    {
        var person = await floor.PersonAsync(Roles.Technician);
        var number = (await floor.Desk.OpenAsync(person, new NewTicket("Printer", "Out of paper", null, null, Guid.NewGuid()), Never)).Number;
        await _stage.MakeAsync();
        Assert.Null(await _stage.Desk.FindAsync(person, number, Never));
        Assert.NotNull(await _stage.Desk.TitleAsync(person, number, Never));
    }

    [Fact]
    public async Task Attack_24_Who_may_not_see_the_host_the_ticket_or_logs_has_no_evidence_and_what_it_tells_of_other_hosts_is_left_out()
    {
        await using var db = floor.Db();
        var (mine, theirs) = (new HostGroup { Name = "mine " + Guid.NewGuid(), ParentId = HostGroup.FleetId }, new HostGroup { Name = "theirs " + Guid.NewGuid(), ParentId = HostGroup.FleetId });
        db.HostGroups.AddRange(mine, theirs);
        await db.SaveChangesAsync();
        var (host, other) = (await floor.HostAsync("own-" + Guid.NewGuid().ToString("N")), await floor.HostAsync("foreign-" + Guid.NewGuid().ToString("N")));
        await db.Hosts.Where(h => h.Id == host.Id).ExecuteUpdateAsync(s => s.SetProperty(h => h.GroupId, mine.Id));
        await db.Hosts.Where(h => h.Id == other.Id).ExecuteUpdateAsync(s => s.SetProperty(h => h.GroupId, theirs.Id));
        var (ticket, problem) = await _stage.OpenAsync(host);
        var second = await CauseStage.NewAsync(db, other.Id, Domain.Problems.Severity.Warning, floor.Clock.GetUtcNow());
        (second.TicketId, second.Summary) = (ticket.Id, "what the foreign one has");
        db.Problems.Add(second);
        await db.SaveChangesAsync();
        await FindAsync(problem.Id, other.Id, "the foreign host is down");
        await FindAsync(problem.Id, host.Id, "the own host is slow", 2, other.Id);
        await _stage.MakeAsync();

        var technician = await floor.PersonAsync(Roles.Technician);
        var all = await _stage.Desk.ReadAsync(technician, ticket.Number, Never);
        Assert.Equal((2, 1), (all!.Pack.Findings.Count, all.Pack.Others.Count));
        var some = await _stage.Desk.ReadAsync(PackStage.Limited(technician, mine.Id), ticket.Number, Never);
        Assert.Equal("the own host is slow", Assert.Single(some!.Pack.Findings).Sentence);
        Assert.Empty(some.Pack.Findings[0].Evidence);
        Assert.Empty(some.Pack.Others);
        Assert.Equal("the own host is slow", Assert.Single((await _stage.Cases.ReadAsync(PackStage.Limited(technician, mine.Id), ticket.Number, Never))!.Findings).Sentence);

        // The ticket is given to somebody who does not see the host: the ticket is there for him, what the host measured is not.
        await db.Tickets.Where(t => t.Id == ticket.Id).ExecuteUpdateAsync(s => s.SetProperty(t => t.AssigneeUserId, technician.UserId));
        var stranger = PackStage.Limited(technician, theirs.Id);
        Assert.NotNull(await _stage.Desk.TitleAsync(stranger, ticket.Number, Never));
        Assert.Null(await _stage.Desk.FindAsync(stranger, ticket.Number, Never));
        Assert.Null(await _stage.Desk.ReadAsync(stranger, ticket.Number, Never));
        var endUser = await floor.PersonAsync(Roles.EndUser);
        await db.Tickets.Where(t => t.Id == ticket.Id).ExecuteUpdateAsync(s => s.SetProperty(t => t.RequesterUserId, endUser.UserId));
        Assert.Null(await _stage.Desk.ReadAsync(endUser, ticket.Number, Never));
    }

    [Fact]
    public async Task The_three_most_similar_earlier_tickets_come_with_what_fixed_them_and_only_those_that_the_reader_may_see()
    {
        var (technician, host) = (await floor.PersonAsync(Roles.Technician), await floor.HostAsync("again-" + Guid.NewGuid().ToString("N")));
        var earlier = new List<Ticket>();
        for (var i = 0; i < 4; i++)
        {
            var (one, problem) = await _stage.OpenAsync(host);
            earlier.Add(one);
            await using var db = floor.Db();
            await db.Problems.Where(p => p.Id == problem.Id).ExecuteUpdateAsync(s => s.SetProperty(p => p.EndedAt, floor.Clock.GetUtcNow()));
            await floor.Desk.MoveAsync(technician, new TicketCommand(one.Number, Guid.NewGuid()), TicketState.Open, "", Never);
            Assert.True((await floor.Desk.MoveAsync(technician, new TicketCommand(one.Number, Guid.NewGuid()), TicketState.Resolved, $"Restarted the encoder {i}, token=8f3a9c1d7e22", Never)).IsDone);
            floor.Clock.Advance(TimeSpan.FromHours(3));
        }

        var (ticket, _) = await _stage.OpenAsync(host);
        await _stage.MakeAsync();
        var content = await _stage.Desk.ReadAsync(technician, ticket.Number, Never);
        Assert.Equal(earlier.AsEnumerable().Reverse().Take(3).Select(t => t.Number), content!.Similar.Select(s => s.Number));
        Assert.Equal("Restarted the encoder 3, token=***", content.Similar[0].Fix!.Text);
        var facts = await _stage.Cases.ReadAsync(technician, ticket.Number, Never);
        Assert.Equal((5, 3), (facts!.TimesBefore, facts.Similar.Count));
        await using var after = floor.Db();
        var group = new HostGroup { Name = "else " + Guid.NewGuid(), ParentId = HostGroup.FleetId };
        after.HostGroups.Add(group);
        await after.SaveChangesAsync();
        Assert.Empty(await _stage.Similar.OfAsync(PackStage.Limited(technician, group.Id), ticket.Id, 3, Never));
    }

    private static TimeSpan Settling => Web.RootCause.Packs.PackQueue.Settling;

    private async Task FindAsync(int problemId, int hostId, string sentence = "a stuck encoder takes the CPU", int rank = 1, int? evidenceHostId = null)
    {
        await using var db = floor.Db();
        db.Findings.Add(new Finding
        {
            ProblemId = problemId, HostId = hostId, At = floor.Clock.GetUtcNow(), Run = 1, Rank = rank, CauseKey = "process:ffmpeg", Method = "rule:cpu-process", Confidence = .8, Sentence = sentence,
            Evidence = JsonSerializer.Serialize(new[] { new FindingEvidence { Kind = "process", Text = "ffmpeg 95 %", HostId = evidenceHostId } }, JsonSerializerOptions.Web),
        });
        await db.SaveChangesAsync();
    }
}
