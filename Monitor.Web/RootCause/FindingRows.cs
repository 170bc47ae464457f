using System.Text.Json;
using Monitor.Domain.Problems;
using Monitor.Domain.RootCause;
using Monitor.Domain.RootCause.Grading;

namespace Monitor.Web.RootCause;

/// <summary>What a run found, as it is kept.</summary>
internal static class FindingRows
{
    /// <summary>The causes in their order; that none is credible is an answer too.</summary>
    public static IReadOnlyList<Finding> Of(IReadOnlyList<RankedCause> causes, Problem problem, int run, DateTimeOffset at, CauseCalibration calibration)
    {
        var confidences = calibration.Confidences(causes.Select(c => c.Score));
        return causes.Count == 0 ? [Nothing(problem, run, at, calibration.None)] : [.. causes.Select((c, i) => Of(c, i + 1, problem, run, at, confidences[i]))];
    }

    private static Finding Of(RankedCause cause, int rank, Problem problem, int run, DateTimeOffset at, double confidence) => new()
    {
        ProblemId = problem.Id, TicketId = problem.TicketId, HostId = cause.HostId, At = at, Run = run, Rank = rank, CauseKey = cause.CauseKey, Method = cause.Method,
        Score = cause.Score, Confidence = confidence, IsSupported = cause.IsSupported, Sentence = cause.Sentence, Action = cause.Action,
        Evidence = JsonSerializer.Serialize(cause.Evidence, JsonSerializerOptions.Web),
    };

    private static Finding Nothing(Problem problem, int run, DateTimeOffset at, double confidence) => new()
    {
        ProblemId = problem.Id, TicketId = problem.TicketId, HostId = problem.HostId, At = at, Run = run, Rank = 1, CauseKey = RankedCause.None, Method = RankedCause.None, Confidence = confidence,
        Sentence = "No credible cause: nothing that is measured on this host or on those it leans on stands out.", Evidence = "[]",
    };
}
