using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Notifications;
using Monitor.Domain.Problems.Rules;
using Monitor.Domain.Tickets;
using Monitor.Web.Access;
using Monitor.Web.Tickets;

namespace Monitor.Web.Forecasting.Breaks;

/// <summary>
/// One ticket for what will break, by one click. The command's key is made of what it is about, so that two people, two servers or a click that comes twice
/// open one; once that is done, the next one is another.
/// </summary>
public sealed class BreakTickets(IDbContextFactory<MonitorDb> contexts, BreakReader breaks, TicketDesk desk)
{
    /// <summary>Tickets about the same line that are told apart; the last one is never followed by another.</summary>
    private const int MostRounds = 10;

    /// <summary>The number of the ticket that is there now, made or found.</summary>
    public async Task<TicketOutcome> OpenAsync(Actor actor, BreakKey key, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.ForecastsRead);
        if (!actor.May(Permissions.TicketsWork))
        {
            return TicketOutcome.Refused("open tickets about forecasts");
        }

        var line = (await breaks.ReadAsync(actor, null, BreakBoard.Most, cancellationToken)).FirstOrDefault(l => BreakKey.Of(l) == key);
        if (line is null)
        {
            return TicketOutcome.Invalid("This is not foreseen any more. Look at the list again.");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var states = await StatesAsync(db, [line], cancellationToken);
        if (Open(line, states) is { } number)
        {
            return TicketOutcome.Done(number);
        }

        var kind = await db.Rules.AsNoTracking().Where(r => r.Id == key.RuleId).Select(r => r.Definition).SingleOrDefaultAsync(cancellationToken);
        var wish = new NewTicket(PlainLine.Of($"{line.Series.Host}: {BreakWords.What(line, kind?.First.Kind ?? ConditionKind.Above)}", Ticket.TitleLength), Text(line), null, line.Series.HostId, KeyOf(key, NextRound(key, states)));
        return await desk.OpenAsync(actor, wish, (inside, ticket, _) => Link(inside, ticket, line), cancellationToken);
    }

    /// <summary>The tickets about some lines that are not done.</summary>
    internal async Task<IReadOnlyDictionary<BreakKey, int?>> NumbersAsync(IReadOnlyList<BreakLine> lines, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var states = await StatesAsync(db, lines, cancellationToken);
        return lines.DistinctBy(BreakKey.Of).ToDictionary(BreakKey.Of, l => Open(l, states));
    }

    /// <summary>The problem that a rule foresees has one ticket: what the ledger says of it later goes there.</summary>
    private static object? Link(MonitorDb db, Ticket ticket, BreakLine line)
    {
        if (line.Prediction?.ProblemId is not { } problemId)
        {
            return null;
        }

        db.Problems.Where(p => p.Id == problemId && p.TicketId == null).ExecuteUpdate(set => set.SetProperty(p => p.TicketId, ticket.Id));
        return new { ProblemId = problemId };
    }

    private sealed record Found(Dictionary<Guid, (int Number, bool IsDone)> ByKey, Dictionary<int, int> ByProblem);

    private static async Task<Found> StatesAsync(MonitorDb db, IReadOnlyList<BreakLine> lines, CancellationToken cancellationToken)
    {
        Guid?[] keys = [.. lines.Select(BreakKey.Of).Distinct().SelectMany(k => Enumerable.Range(0, MostRounds).Select(n => (Guid?)KeyOf(k, n)))];
        var byKey = await db.TicketEntries.AsNoTracking().Where(e => keys.Contains(e.CommandKey))
            .Join(db.Tickets, e => e.TicketId, t => t.Id, (e, t) => new { Key = e.CommandKey!.Value, t.Number, t.State }).ToListAsync(cancellationToken);
        int[] problems = [.. lines.Select(l => l.Prediction?.ProblemId).OfType<int>().Distinct()];
        var byProblem = await db.Problems.AsNoTracking().Where(p => problems.Contains(p.Id) && p.TicketId != null)
            .Join(db.Tickets, p => p.TicketId, t => t.Id, (p, t) => new { p.Id, t.Number }).ToListAsync(cancellationToken);
        return new Found(byKey.ToDictionary(t => t.Key, t => (t.Number, TicketMoves.IsDone(t.State))), byProblem.ToDictionary(p => p.Id, p => p.Number));
    }

    private static int? Open(BreakLine line, Found found)
    {
        var key = BreakKey.Of(line);
        return line.Prediction?.ProblemId is { } problem && found.ByProblem.TryGetValue(problem, out var number) ? number
            : Enumerable.Range(0, MostRounds).Select(n => (Round: n, Key: KeyOf(key, n))).Where(r => found.ByKey.TryGetValue(r.Key, out var ticket) && (!ticket.IsDone || r.Round == MostRounds - 1))
                .Select(r => (int?)found.ByKey[r.Key].Number).LastOrDefault();
    }

    private static int NextRound(BreakKey key, Found found) => Enumerable.Range(0, MostRounds).First(n => n == MostRounds - 1 || !found.ByKey.ContainsKey(KeyOf(key, n)));

    private static Guid KeyOf(BreakKey key, int round) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"monitor break {key.SeriesId} {key.RuleId} {round}"))).AsSpan(0, 16));

    private static string Text(BreakLine line)
    {
        var chance = line.Probability is { } p ? $" Probability {Domain.Forecasting.ForecastWords.Percent(p)}, {Domain.Forecasting.ForecastWords.Chance(p)}." : "";
        var when = line.ExpectedAt is { } at ? $"Expected around {BreakWords.Utc(at)}" : "The limit is reached";
        var interval = BreakWords.Interval(line);
        return $"{when}{(interval.Length > 0 ? $" ({interval})" : "")}.{chance} Limit: {BreakWords.Limit(line)}.\n\n[The forecast](/hosts/{line.Series.HostId}?tab=forecast&series={line.Series.SeriesId})";
    }
}
