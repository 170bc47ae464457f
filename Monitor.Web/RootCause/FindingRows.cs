using System.Text.Json;
using Monitor.Domain.Problems;
using Monitor.Domain.RootCause;

namespace Monitor.Web.RootCause;

/// <summary>What a run found, as it is kept.</summary>
internal static class FindingRows
{
    public static Finding Of(RankedCause cause, int rank, Problem problem, int run, DateTimeOffset at, double confidence) => new()
    {
        ProblemId = problem.Id, TicketId = problem.TicketId, HostId = cause.HostId, At = at, Run = run, Rank = rank, CauseKey = cause.CauseKey, Method = cause.Method,
        Score = cause.Score, Confidence = confidence, IsSupported = cause.IsSupported, Sentence = cause.Sentence, Action = cause.Action,
        Evidence = JsonSerializer.Serialize(cause.Evidence, JsonSerializerOptions.Web),
    };

    /// <summary>That nothing is credible is an answer too.</summary>
    public static Finding Nothing(Problem problem, int run, DateTimeOffset at, double confidence) => new()
    {
        ProblemId = problem.Id, TicketId = problem.TicketId, HostId = problem.HostId, At = at, Run = run, Rank = 1, CauseKey = RankedCause.None, Method = RankedCause.None, Confidence = confidence,
        Sentence = "No credible cause: nothing that is measured on this host or on those it leans on stands out.", Evidence = "[]",
    };
}
