using System.Diagnostics.CodeAnalysis;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Web.Problems.Rules;

/// <summary>A comparison of a label as people write it: <c>mount = /</c>, <c>mount != /boot</c>, <c>device ~ sd*</c>.</summary>
internal static class LabelLine
{
    private static readonly (string Sign, LabelOperator Operator)[] Signs =
        [("!=", LabelOperator.IsNot), ("=", LabelOperator.Is), ("~", LabelOperator.Like)];

    public static bool TryParse(string line, [NotNullWhen(true)] out LabelMatcher? matcher)
    {
        matcher = null;
        var at = line.AsSpan().IndexOfAny("!=~");
        if (at <= 0)
        {
            return false;
        }

        foreach (var (sign, op) in Signs)
        {
            if (line.AsSpan(at).StartsWith(sign, StringComparison.Ordinal))
            {
                matcher = new LabelMatcher(line[..at].Trim(), op, line[(at + sign.Length)..].Trim());
                return matcher.Name.Length > 0;
            }
        }

        return false;
    }
}
