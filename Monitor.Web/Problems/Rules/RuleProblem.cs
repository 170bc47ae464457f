using Microsoft.AspNetCore.Http.HttpResults;

namespace Monitor.Web.Problems.Rules;

/// <summary>What went wrong, as programs are told.</summary>
internal static class RuleProblem
{
    public static ProblemHttpResult Refusal(RuleOutcome outcome)
    {
        var detail = string.Join(' ', outcome.Messages);
        return outcome.Result switch
        {
            RuleResult.Refused => Of(403, "not-allowed", "Not allowed", detail),
            RuleResult.NotFound => Of(404, "not-found", "No such rule", detail),
            RuleResult.Conflict => Of(409, "conflict", "Changed by somebody else", detail),
            _ => Invalid(detail),
        };
    }

    public static ProblemHttpResult NotFound() => Of(404, "not-found", "No such rule", RuleOutcome.NotFound.Messages[0]);

    public static ProblemHttpResult Invalid(string detail) => Of(400, "invalid", "Not understood", detail);

    public static ProblemHttpResult Of(int status, string slug, string title, string detail) =>
        TypedResults.Problem(detail, statusCode: status, title: title, type: $"/problems/{slug}");
}
