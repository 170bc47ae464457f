using Monitor.Domain.Metrics;

namespace Monitor.Domain.Problems.Rules;

/// <summary>How a label is compared.</summary>
public enum LabelOperator
{
    Is,
    IsNot,

    /// <summary>A pattern with <c>*</c> (any text) and <c>?</c> (one character).</summary>
    Like,
}

/// <summary>One condition on the labels of a series. A label that is missing has the empty value.</summary>
public sealed record LabelMatcher(string Name, LabelOperator Operator, string Value)
{
    public bool Matches(string value) => Operator switch
    {
        LabelOperator.Is => string.Equals(value, Value, StringComparison.Ordinal),
        LabelOperator.IsNot => !string.Equals(value, Value, StringComparison.Ordinal),
        _ => Glob.Matches(Value, value),
    };

    /// <summary>True when the labels of a series satisfy every matcher.</summary>
    public static bool All(IReadOnlyList<LabelMatcher> matchers, IReadOnlyList<KeyValuePair<string, string>> labels)
    {
        foreach (var matcher in matchers)
        {
            var value = "";
            foreach (var label in labels)
            {
                value = label.Key == matcher.Name ? label.Value : value;
            }

            if (!matcher.Matches(value))
            {
                return false;
            }
        }

        return true;
    }

    public override string ToString() => Operator switch
    {
        LabelOperator.Is => $"{Name} = {Value}",
        LabelOperator.IsNot => $"{Name} != {Value}",
        _ => $"{Name} ~ {Value}",
    };
}
