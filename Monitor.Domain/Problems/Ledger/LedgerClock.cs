namespace Monitor.Domain.Problems.Ledger;

/// <summary>
/// A clock that was set back would make what has just happened lie in the future: lengths would be negative and waits as long as the step. What lies
/// ahead of now happened now.
/// </summary>
internal static class LedgerClock
{
    public static ProblemState NotAhead(ProblemState state, DateTimeOffset now, LedgerPolicy policy)
    {
        if (!(state.EndedAt > now) && !(state.NoticeAt > now) && !(state.SettlesAt > now + policy.Settle)
            && (state.Changes.Count == 0 || state.Changes[^1] <= now))
        {
            return state;
        }

        return state with
        {
            EndedAt = Earlier(state.EndedAt, now),
            NoticeAt = Earlier(state.NoticeAt, now),
            SettlesAt = Earlier(state.SettlesAt, now + policy.Settle),
            Changes = [.. state.Changes.Select(c => c > now ? now : c)],
        };
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? at, DateTimeOffset now) => at > now ? now : at;
}
