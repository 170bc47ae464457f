using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Problems.Rules.Yaml;

namespace Monitor.Web.Problems.Rules;

/// <summary>Rules as files over HTTP.</summary>
internal static class RuleFilesApi
{
    public static void Map(IEndpointRouteBuilder app, RouteGroupBuilder read, RouteGroupBuilder write)
    {
        // The same for a person at the screen, whose browser saves it.
        app.MapGet("/admin/rules/file", ExportAsync).RequireAuthorization(Permissions.RulesRead).ExcludeFromDescription();
        read.MapGet("/export", ExportAsync).WithSummary("Rules as a YAML file: all of them, or the one with the given key.");
        write.MapPost("/import", ImportAsync).WithSummary("Takes rules from a YAML file, all or none; with `preview=true` only says what would change.");
    }

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> ExportAsync(
        ClaimsPrincipal user, AccessGate gate, RuleQueries queries, CancellationToken cancellationToken, string? key = null)
    {
        await gate.RequireAsync(user, Permissions.RulesRead, cancellationToken);
        return key is not null && await queries.FindAsync(key, cancellationToken) is not { DeletedAt: null }
            ? RuleProblem.NotFound()
            : TypedResults.Text(await queries.ExportAsync(key, cancellationToken), "application/yaml", Encoding.UTF8);
    }

    private static async Task<Results<Ok<object>, ProblemHttpResult>> ImportAsync(
        HttpRequest http, ClaimsPrincipal user, AccessGate gate, RuleBook book, CancellationToken cancellationToken, bool preview = false, string? reason = null)
    {
        var actor = await gate.RequireAsync(user, Permissions.RulesEdit, cancellationToken);
        if (await RuleFile.ReadAsync(http.Body, cancellationToken) is not { } yaml)
        {
            return RuleProblem.Of(413, "too-large", "Too large", $"A file has at most {RuleFile.MostBytes / 1024} KB of UTF-8 text. Import it in parts.");
        }

        var import = await book.PreviewAsync(actor, yaml, cancellationToken);
        if (import.IsRefused)
        {
            return RuleProblem.Of(403, "not-allowed", "Not allowed", string.Join(' ', import.Errors));
        }

        if (import.Errors.Count > 0)
        {
            return RuleProblem.Invalid(string.Join(' ', import.Errors.Take(20)));
        }

        var outcome = preview ? RuleOutcome.Done : await book.ImportAsync(actor, yaml, import.Stamp, reason ?? "", cancellationToken);
        return outcome.IsDone
            ? TypedResults.Ok<object>(new { Items = import.Changes.Select(c => new { c.Draft.Key, Act = c.Before is null ? "new" : c.IsChange ? "changed" : "same" }).ToList() })
            : RuleProblem.Refusal(outcome);
    }
}
