using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Forecasting;
using Monitor.Domain.Problems;
using Monitor.Tests.Problems;
using Monitor.Tests.Problems.Replay;
using Monitor.Web.Store;
using Xunit.Abstractions;

namespace Monitor.Tests.Forecasting.Predictions;

/// <summary>
/// Ten leaks and five rotations of logs, by an injected clock through the real store, model, judge and ledger. The days are written beforehand; nobody reads
/// what lies ahead of the clock.
/// </summary>
public sealed class LeakTests(ActingFloor floor, ITestOutputHelper output) : IClassFixture<ActingFloor>
{
    private const int DaysBefore = 8;
    private const int Days = DaysBefore + 5;
    private const int LeakAt = (DaysBefore * 1440) + (12 * 60);

    /// <summary>A Thursday: eight days later is a Friday.</summary>
    private static readonly DateTimeOffset Begin = new(2026, 11, 26, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan PaceOfRotations = TimeSpan.FromHours(2);
    private static readonly TimeSpan PaceOnceTold = TimeSpan.FromHours(3);

    [Fact]
    public async Task Nine_of_ten_leaks_are_told_before_half_of_the_time_to_their_limit_is_over_and_no_rotation_of_logs_is()
    {
        floor.Clock.Advance(Begin.AddMinutes(LeakAt) - floor.Clock.GetUtcNow());
        var stage = new LeakStage(floor);
        var cases = new List<Case>();
        foreach (var shape in LeakShape.Leaks.Concat(LeakShape.Rotations))
        {
            cases.Add(await CaseAsync(shape, cases.Count));
        }

        for (var hours = 0.0; hours <= 90; hours += Pace.TotalHours)
        {
            foreach (var one in cases.Where(c => !c.HasCome && c.CrossesAt <= floor.Clock.GetUtcNow()))
            {
                await stage.SampleAsync(one.Host.Id, one.StreamId, one.Shape.Limit + 2);
                one.HasCome = true;
            }

            var due = cases.Where(c => !c.HasCome && hours % (!c.IsLeak ? PaceOfRotations : c.ToldAt is null ? Pace : PaceOnceTold).TotalHours == 0).ToList();
            await stage.RoundAsync(due.ConvertAll(c => c.Series));
            await stage.Sweep.RunAsync(CancellationToken.None);
            await NoteAsync(cases);
            floor.Clock.Advance(Pace);
        }

        await using var db = floor.Db();
        var early = 0;
        foreach (var one in cases.Where(c => c.IsLeak))
        {
            early += one.ToldAt <= one.HalfWay ? 1 : 0;
            output.WriteLine(one.Line(await db.Predictions.AsNoTracking().Where(p => p.HostId == one.Host.Id).OrderBy(p => p.Id).ToListAsync()));
        }

        foreach (var one in cases.Where(c => !c.IsLeak))
        {
            Assert.False(await db.Predictions.AnyAsync(p => p.HostId == one.Host.Id && p.Outcome != PredictionOutcome.Candidate), one.Shape.Name);
            Assert.False(await db.Problems.AnyAsync(p => p.HostId == one.Host.Id), one.Shape.Name);
        }

        Assert.True(early >= 9, $"{early} of 10");
        await LookAtTicketsAsync(cases);
    }

    private async Task LookAtTicketsAsync(List<Case> cases)
    {
        await using var db = floor.Db();
        foreach (var one in cases.Where(c => c.ToldAt is not null))
        {
            var ticket = await db.Tickets.Where(t => t.HostId == one.Host.Id).OrderBy(t => t.Id).FirstAsync();
            Assert.Matches($"^{one.Host.Name}: .* is expected to exceed {one.Shape.Limit} % on .* around .* UTC .*, probability 0[.]", ticket.Title);
            Assert.Matches(" UTC it was .* %.* nearer to what happened than ", ticket.Description);
        }

        // What came is the problem that was predicted: one for each leak that was told, and it fires.
        var came = cases.Where(c => c.HasCome && c.ToldAt is not null).Select(c => c.Host.Id).ToArray();
        Assert.True(await db.Predictions.CountAsync(p => came.Contains(p.HostId) && p.Outcome == PredictionOutcome.Hit && p.Lead > TimeSpan.Zero) >= came.Length - 2);
        Assert.Equal(came.Length, await db.Problems.CountAsync(p => came.Contains(p.HostId) && p.EndedAt == null && p.Phase == ProblemPhase.Firing));
    }

    private async Task NoteAsync(List<Case> cases)
    {
        await using var db = floor.Db();
        var told = await db.Predictions.AsNoTracking().Where(p => p.Outcome != PredictionOutcome.Candidate && p.Outcome != PredictionOutcome.Missed)
            .GroupBy(p => p.HostId).Select(g => new { g.Key, At = g.Min(p => p.IssuedAt) }).ToDictionaryAsync(g => g.Key, g => g.At);
        foreach (var one in cases)
        {
            one.ToldAt ??= told.TryGetValue(one.Host.Id, out var at) ? at : null;
        }
    }

    private async Task<Case> CaseAsync(LeakShape shape, int seed)
    {
        var host = await floor.HostAsync($"leak-{shape.Name}");
        var curve = shape.Curve(Days * 1440, LeakAt, seed);
        var streamId = await StoredDays.WriteAsync(floor, host, shape.Metric, Begin.AddDays(Days), Days, minute => curve[minute]);
        var crosses = Array.FindIndex(curve, LeakAt, v => v > shape.Limit);
        return new Case(shape, host, streamId, floor.Catalog.FindStream(streamId)!.Series[0])
        {
            IsLeak = LeakShape.Leaks.Contains(shape), CrossesAt = crosses < 0 ? DateTimeOffset.MaxValue : Begin.AddMinutes(crosses),
        };
    }

    private sealed record Case(LeakShape Shape, Host Host, int StreamId, SeriesEntry Series)
    {
        public bool IsLeak { get; init; }

        public DateTimeOffset CrossesAt { get; init; }

        public DateTimeOffset? ToldAt { get; set; }

        public bool HasCome { get; set; }

        public DateTimeOffset HalfWay => Begin.AddMinutes(LeakAt) + ((CrossesAt - Begin.AddMinutes(LeakAt)) / 2);

        public string Line(IReadOnlyList<Prediction> predictions) => string.Create(CultureInfo.InvariantCulture, $"{Shape.Name}: told after {Part(ToldAt):0} % of the time; ")
            + string.Join(", ", predictions.Select(p => $"{p.Outcome} by {p.Source} {p.Severity} p {p.IssuedProbability:0.00} at {p.IssuedAt:dd HH:mm} expecting {p.ExpectedAt:dd HH:mm}, came {CrossesAt:dd HH:mm}"));

        private double Part(DateTimeOffset? at) => at is { } told ? (told - Begin.AddMinutes(LeakAt)) / (CrossesAt - Begin.AddMinutes(LeakAt)) * 100 : double.NaN;
    }
}
