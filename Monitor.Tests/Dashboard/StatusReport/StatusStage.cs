using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Efficiency;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.RootCause;
using Monitor.Domain.RootCause.Grading;
using Monitor.Domain.Tickets;
using Monitor.Tests.Forecasting.Screens;
using Monitor.Tests.Intake;
using Monitor.Tests.RootCause;
using Monitor.Tests.Support;

namespace Monitor.Tests.Dashboard.StatusReport;

/// <summary>A host in a group of its own with something for every section of the report; some texts are hostile.</summary>
internal sealed record StatusStage(ForecastStage Forecasts, int Group, string Name, int Ticket) : IDisposable
{
    public const string Hostile = "<img src=file:///etc/passwd><script>alert(1)</script>";

    public int HostId => Forecasts.Host.Id;

    public static async Task<StatusStage> CreateAsync(TestApplication application, string name)
    {
        var forecasts = await ForecastStage.CreateAsync(application);
        var (id, now) = (forecasts.Host.Id, TimeProvider.System.GetUtcNow());
        name = $"{name}-{Guid.NewGuid():N}";
        await using var db = await TestAgent.OpenAsync(application);
        var group = new HostGroup { Name = $"group of {name}", ParentId = HostGroup.FleetId };
        db.HostGroups.Add(group);
        await db.SaveChangesAsync();
        await db.Hosts.Where(h => h.Id == id).ExecuteUpdateAsync(set => set.SetProperty(h => h.Name, name).SetProperty(h => h.GroupId, group.Id));
        var ticket = new Ticket { Title = $"{name}: {Hostile}", HostId = id, Priority = TicketPriority.Urgent, CreatedAt = now.AddHours(-1), UpdatedAt = now };
        db.Tickets.Add(ticket);
        await db.SaveChangesAsync();
        var problem = await CauseStage.NewAsync(db, id, Severity.Critical, now.AddHours(-1));
        problem.TicketId = ticket.Id;
        db.Problems.Add(problem);
        await db.SaveChangesAsync();
        db.Findings.AddRange(Finding(problem.Id, id, 1, "process:old", now.AddMinutes(-50)), Finding(problem.Id, id, 2, "process:ffmpeg", now.AddMinutes(-40)));
        db.CauseVerdicts.Add(new CauseVerdict { TicketId = ticket.Id, ProblemId = problem.Id, Kind = VerdictKind.Finding, CauseKey = "process:ffmpeg", Rank = 1, Method = "rule:cpu-process", At = now });
        db.HostSizes.Add(new HostSize
        {
            HostId = id, LookedAt = now, Month = 30, Before = "2 instead of 4 vCPUs are safe", Exceeded = 0, Proposals = [new SizeProposal(SizeAction.Vcpu, 4, 2, 60, 70, 30, "2 instead of 4 vCPUs are safe: 60 % stays below 70 %")],
        });
        var until = await db.ReiProgress.SingleOrDefaultAsync(p => p.Id == ReiProgress.OfUse);
        if (until is null)
        {
            db.ReiProgress.Add(until = new ReiProgress { Id = ReiProgress.OfUse });
        }

        until.Through ??= new DateTimeOffset(now.UtcDateTime.Date.AddHours(now.UtcDateTime.Hour), TimeSpan.Zero);
        foreach (var back in new[] { 1, 2 })
        {
            var use = new DayUse();
            for (var hour = 0; hour < 24; hour++)
            {
                use[hour, ResourceKind.Cpu] = new HourUse(5, 8);
                use[hour, ResourceKind.Memory] = new HourUse(60, 65);
            }

            db.ReiDays.Add(new ReiDay { HostId = id, Day = DateOnly.FromDateTime(until.Through.Value.UtcDateTime).AddDays(-back), Use = use.Bytes });
        }

        await db.SaveChangesAsync();
        return new StatusStage(forecasts, group.Id, name, ticket.Number);
    }

    private static Finding Finding(int problem, int host, int run, string key, DateTimeOffset at) => new()
    {
        ProblemId = problem, HostId = host, At = at, Run = run, Rank = 1, CauseKey = key, Method = "rule:cpu-process", Score = .8, Confidence = .82, IsSupported = true, Sentence = Hostile, Evidence = "[]",
    };

    public void Dispose() => Forecasts.Dispose();
}
