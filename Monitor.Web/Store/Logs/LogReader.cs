using System.Data;
using Monitor.Domain.Logs.Chunks;
using Monitor.Web.Hosting;
using Monitor.Web.Store.Logs.Reading;

namespace Monitor.Web.Store.Logs;

/// <summary>
/// Reads lines, those that just came and those that are sealed as one. What a question may cost is bounded: at its bound the answer says that it is only a part, and where it goes on.
/// </summary>
public sealed class LogReader(Databases databases)
{
    public const int MostLimit = 10_000;
    public const int MostBuckets = 1_000;

    /// <summary>How many lines one question may unpack.</summary>
    internal int Budget { get; init; } = 1_000_000;

    /// <summary>The lines asked for, at most <see cref="MostLimit"/>, newest first where nothing else is asked.</summary>
    public async Task<LogPage> FindAsync(LogAsk ask, CancellationToken cancellationToken)
    {
        ask = Narrow(ask with { Limit = Math.Clamp(ask.Limit, 1, MostLimit) });
        var match = new LogMatch(ask);
        var page = new LogPageBuilder(ask, match);
        await using var connection = await databases.History.OpenConnectionAsync(cancellationToken);
        await using var view = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var units = await LogUnits.ListAsync(connection, ask, cancellationToken);
        var reader = new LogUnitReader(connection, units, match.WantsWords);
        var left = Budget;
        for (var i = 0; i < units.Count; i++)
        {
            if (page.IsDoneBefore(units[i]))
            {
                break;
            }

            // Where all of the rows begin at the same time, there would be no place to go on from.
            if ((left <= 0 && page.BeginOf(units[i]) != page.BeginOf(units[0])) || i == LogUnits.Most)
            {
                return page.BuildBefore(units[i]);
            }

            var aside = match.WantsWords || units[i].IsHot ? await reader.AsideAsync(i, cancellationToken) : [];
            if (units[i].IsHot || match.MayBeIn(aside))
            {
                page.Add(units[i], await reader.OpenAsync(i, aside, cancellationToken));
                left -= units[i].Lines;
            }
        }

        return page.Build();
    }

    /// <summary>
    /// How many lines there are in each step, by severity; the place of the page does not matter. The steps begin at whole multiples of the step since 1970. At most <see cref="MostBuckets"/>
    /// steps.
    /// </summary>
    public async Task<LogHistogram> CountAsync(LogAsk ask, TimeSpan step, CancellationToken cancellationToken)
    {
        ask = ask with { After = null, OldestFirst = false };
        var counter = new LogCounter(ask, step, MostBuckets);
        var match = new LogMatch(ask);
        await using var connection = await databases.History.OpenConnectionAsync(cancellationToken);
        await using var view = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var units = await LogUnits.ListAsync(connection, ask, cancellationToken);
        var reader = new LogUnitReader(connection, units, match.WantsWords);
        var left = Budget;
        for (var i = 0; i < units.Count; i++)
        {
            if (left <= 0 || i == LogUnits.Most)
            {
                return counter.Build(isPartial: true);
            }

            var aside = await reader.AsideAsync(i, cancellationToken);
            if (counter.IsOfMinutes && match.IsByCounts(units[i]))
            {
                LogCounts.Read(aside, counter.Add);
            }
            else if (units[i].IsHot || !match.WantsWords || match.MayBeIn(aside))
            {
                counter.Add(await reader.OpenAsync(i, aside, cancellationToken), match);
                left -= units[i].Lines;
            }
        }

        return counter.Build(isPartial: false);
    }

    /// <summary>The line of a host at a place, in the order of time with so many before and after it, within a day each way.</summary>
    /// <param name="sourceIds">Of these sources only; null for all.</param>
    public async Task<IReadOnlyList<FoundLine>> AroundAsync(
        int hostId, LogPlace place, int before, int after, CancellationToken cancellationToken, IReadOnlyList<int>? sourceIds = null)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(place.Time);
        var ask = new LogAsk([hostId], at.AddDays(-1), at.AddMilliseconds(1), SourceIds: sourceIds, Limit: before + 1, After: place with { Number = place.Number + 1 });
        var earlier = await FindAsync(ask, cancellationToken);
        var later = await FindAsync(ask with { From = at, To = at.AddDays(1), Limit = after, After = place, OldestFirst = true }, cancellationToken);
        return [.. earlier.Lines.Reverse(), .. after > 0 ? later.Lines : []];
    }

    /// <summary>What lies before the place of the last page is not asked for again.</summary>
    private static LogAsk Narrow(LogAsk ask)
    {
        if (ask.After is not { } after)
        {
            return ask;
        }

        var at = DateTimeOffset.FromUnixTimeMilliseconds(after.Time);
        return ask.OldestFirst
            ? ask with { From = at > ask.From ? at : ask.From }
            : ask with { To = at.AddMilliseconds(1) < ask.To ? at.AddMilliseconds(1) : ask.To };
    }
}
