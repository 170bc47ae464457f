using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Web.Problems.Rules.Yaml;

/// <summary>A rule of a file beside what there is: new where there is none with its key.</summary>
public sealed record RuleImportLine(RuleDraft Draft, Rule? Before)
{
    public bool IsChange => Before is null || !RuleJson.AreSame(Before.Definition, Draft.Definition)
        || (Before.Name, Before.Description, Before.Enabled) != (Draft.Name, Draft.Description, Draft.Enabled);
}

/// <summary>What a file would change. With errors nothing of it is taken.</summary>
public sealed record RuleImport(IReadOnlyList<string> Errors, IReadOnlyList<RuleImportLine> Changes, bool IsRefused = false)
{
    /// <summary>Names the state of things that the preview showed.</summary>
    public string Stamp => string.Join(' ', Changes.Select(c =>
        string.Create(CultureInfo.InvariantCulture, $"{c.Draft.Key}:{c.Before?.Id ?? 0}.{c.Before?.Version ?? 0}")));

    public static RuleImport Refused(IReadOnlyList<string> messages) => new(messages, [], IsRefused: true);

    public static async Task<RuleImport> ReadAsync(MonitorDb db, string yaml, CancellationToken cancellationToken)
    {
        var (drafts, errors) = RuleYaml.Read(yaml, await RuleNames.ReadAsync(db, cancellationToken));
        if (errors.Count > 0)
        {
            return new RuleImport(errors, []);
        }

        var all = new List<string>();
        foreach (var draft in drafts)
        {
            all.AddRange((await RuleDraftCheck.ErrorsAsync(db, draft, cancellationToken)).Select(e => $"{draft.Key}: {e}"));
        }

        var keys = drafts.Select(d => d.Key).ToArray();
        var present = await db.Rules.AsNoTracking().Where(r => r.DeletedAt == null && keys.Contains(r.Key)).ToDictionaryAsync(r => r.Key, cancellationToken);
        return new RuleImport(all, [.. drafts.Select(d => new RuleImportLine(d, present.GetValueOrDefault(d.Key)))]);
    }
}
