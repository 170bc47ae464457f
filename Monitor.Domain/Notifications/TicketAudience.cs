namespace Monitor.Domain.Notifications;

/// <summary>Why somebody is told, the most personal first.</summary>
public enum AudienceReason
{
    /// <summary>Named with @, by an escalation or by a trigger.</summary>
    Named,
    Assignee,
    Requester,
    Watcher,

    /// <summary>A member of the ticket's team while nobody has the ticket.</summary>
    Team,

    /// <summary>Works on tickets, and the ticket has neither a person nor a team with people.</summary>
    Everybody,
}

public sealed record AudienceMember(int UserId, AudienceReason Reason, bool ByBell, bool ByMail);

/// <summary>Who stands in which relation to a ticket at this moment.</summary>
public sealed record TicketPeople
{
    public int? RequesterUserId { get; init; }

    public int? AssigneeUserId { get; init; }

    public IReadOnlyList<int> WatcherIds { get; init; } = [];

    /// <summary>The members of its team.</summary>
    public IReadOnlyList<int> TeamIds { get; init; } = [];

    /// <summary>Everybody who works on tickets.</summary>
    public IReadOnlyList<int> WorkerIds { get; init; } = [];

    /// <summary>A problem opened it: the bell has the problem's own notices.</summary>
    public bool IsFromProblem { get; init; }
}

/// <summary>
/// Who is told of news of a ticket, and how: those who have to do with it, never the one who did it. The requester hears what concerns him (opened, answered,
/// moved) and nothing internal. Whether each of them may (still) see the ticket is asked afterwards.
/// </summary>
public static class TicketAudience
{
    /// <summary>Each person once, for the most personal reason.</summary>
    public static IReadOnlyList<AudienceMember> Of(TicketNews news, TicketPeople people) =>
        [.. Candidates(news, people).Where(c => c.UserId != news.By).DistinctBy(c => c.UserId)
            .Select(c => new AudienceMember(c.UserId, c.Reason, ByBell(news, people, c.Reason), ByMail(news, c.Reason)))
            .Where(m => m.ByBell || m.ByMail)];

    public static bool IsInternal(TicketNews news) => news.IsInternal || news.What == TicketNewsKind.Noted;

    private static IEnumerable<(int UserId, AudienceReason Reason)> Candidates(TicketNews news, TicketPeople people)
    {
        foreach (var named in news.Named)
        {
            yield return (named, AudienceReason.Named);
        }

        if (news.What == TicketNewsKind.Automated || (news.What == TicketNewsKind.Escalated && news.Named.Count > 0))
        {
            // A trigger and a step of a ladder say themselves whom they tell.
            yield break;
        }

        // Of a ticket that has been passed on since, only who has it now is told that it is his.
        if (people.AssigneeUserId is { } assignee && (news.What != TicketNewsKind.Assigned || news.AssigneeUserId == assignee))
        {
            yield return (assignee, AudienceReason.Assignee);
        }

        if (people.RequesterUserId is { } requester && !IsInternal(news)
            && news.What is TicketNewsKind.Opened or TicketNewsKind.Answered or TicketNewsKind.Moved)
        {
            yield return (requester, AudienceReason.Requester);
        }

        if (news.What != TicketNewsKind.Escalated)
        {
            foreach (var watcher in people.WatcherIds)
            {
                yield return (watcher, AudienceReason.Watcher);
            }
        }

        if (people.AssigneeUserId is null && !(news.What == TicketNewsKind.Changed && news.By is not null))
        {
            var reason = people.TeamIds.Count > 0 ? AudienceReason.Team : AudienceReason.Everybody;
            foreach (var one in people.TeamIds.Count > 0 ? people.TeamIds : people.WorkerIds)
            {
                yield return (one, reason);
            }
        }
    }

    private static bool ByBell(TicketNews news, TicketPeople people, AudienceReason reason) =>
        reason == AudienceReason.Named
        || !(people.IsFromProblem && news.By is null && news.What is TicketNewsKind.Opened or TicketNewsKind.Moved or TicketNewsKind.Changed);

    /// <summary>A mailbox is for what asks for something: a field that a person changed is for the bell, and what is nobody's is mailed to everybody once.</summary>
    private static bool ByMail(TicketNews news, AudienceReason reason) => reason switch
    {
        AudienceReason.Named => true,
        AudienceReason.Everybody => news.What == TicketNewsKind.Opened,
        _ => news.What != TicketNewsKind.Changed || news.By is null,
    };
}
