using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Data.Maps;

/// <summary>Rules are kept as JSON: they are read and written whole, and one version of a rule is one value.</summary>
internal static class RuleColumns
{
    public static void AsDefinition(this PropertyBuilder<RuleDefinition> property) => property.HasColumnType("jsonb").HasConversion(
        d => RuleJson.Write(d), text => RuleJson.Read(text),
        new ValueComparer<RuleDefinition>((a, b) => RuleJson.AreSame(a, b), d => RuleJson.Write(d).GetHashCode(StringComparison.Ordinal), d => d));

    public static void AsSteps(this PropertyBuilder<IReadOnlyList<StepOverride>> property) => property.HasColumnType("jsonb").HasDefaultValueSql("'[]'").HasConversion(
        s => RuleJson.Write(s), text => RuleJson.ReadSteps(text),
        new ValueComparer<IReadOnlyList<StepOverride>>(
            (a, b) => a == b || (a != null && b != null && a.SequenceEqual(b)), s => s.Count, s => s));
}
