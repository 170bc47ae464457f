using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Access;
using Monitor.Web.Problems.Rules;
using Monitor.Web.Problems.Rules.Yaml;
using Monitor.Web.Store;

namespace Monitor.Web.Problems.Replay;

/// <summary>`backtest rules`: rules of a file on stored history, as lines for people.</summary>
public sealed class RulesBacktest(IDbContextFactory<MonitorDb> contexts, SeriesCatalog catalog, RuleRehearsal rehearsal)
{
    /// <summary>Throws <see cref="ArgumentException"/> for a file that is none, with what to do.</summary>
    public async Task<string> RunAsync(string file, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await catalog.LoadAsync(cancellationToken);
        var text = new StringBuilder();
        foreach (var draft in await ReadAsync(file, cancellationToken))
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var ruleId = await db.Rules.Where(r => r.Key == draft.Key && r.DeletedAt == null).Select(r => (int?)r.Id).SingleOrDefaultAsync(cancellationToken);
            var outcome = await rehearsal.RunAsync(new RehearsalRequest(draft.Definition, from, to, Actor.System) { RuleId = ruleId }, cancellationToken);
            text.AppendLine(CultureInfo.InvariantCulture, $"{draft.Key}: {RuleSentence.Of(draft.Definition)}");
            Append(text, outcome);
        }

        return text.ToString().TrimEnd();
    }

    private static void Append(StringBuilder text, RehearsalOutcome outcome)
    {
        if (outcome.Rehearsal is not { } done)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  not replayed: {string.Join(' ', outcome.Errors)}");
            return;
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"  {done.From:yyyy-MM-dd HH:mm}Z to {done.To:yyyy-MM-dd HH:mm}Z, {done.Series} series on {done.Hosts} hosts{(done.IsApproximate ? ", approximate: from the values of minutes" : ", from every sample")}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  {done.ProblemCount} problems, {done.Tickets} tickets, {done.NoticesSent} notices, firing for {ValueText.Duration(done.Firing)}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  {done.Matched.Count} real tickets matched, {done.Missed.Count} missed{(done.Missed.Count == 0 ? "" : ": " + string.Join(", ", done.Missed.Select(t => $"#{t.Number}")))}");
        foreach (var problem in done.Problems)
        {
            var lasted = problem.EndedAt is { } ended ? $"for {ValueText.Duration(ended - problem.FiringAt)}" : "and lasts";
            text.AppendLine(CultureInfo.InvariantCulture, $"    {problem.FiringAt:yyyy-MM-dd HH:mm:ss}Z host {problem.HostId} {problem.Severity}: {problem.Summary}, {lasted}");
        }
    }

    private async Task<IReadOnlyList<RuleDraft>> ReadAsync(string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
        {
            throw new ArgumentException($"There is no file {file}. Export the rules under Admin, Rules and limits, or write one as docs/rules.md shows.");
        }

        var text = await File.ReadAllTextAsync(file, cancellationToken);
        if (file.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            return [new RuleDraft { Key = "draft", Name = "Draft", Definition = ReadJson(text) }];
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var (rules, errors) = RuleYaml.Read(text, await RuleNames.ReadAsync(db, cancellationToken));
        return errors.Count == 0 ? rules : throw new ArgumentException(string.Join('\n', errors));
    }

    private static RuleDefinition ReadJson(string text)
    {
        try
        {
            return RuleJson.Read(text);
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"The file is no rule: {e.Message}", e);
        }
    }
}
