using Monitor.Domain.Problems.Rules;

namespace Monitor.Web.Forecasting.Breaks;

/// <summary>The rule that a prediction is about, as a list names it.</summary>
public sealed record BreakRule(string Key, string Name, ConditionKind Kind);

/// <summary>Which line somebody acts on: what is foreseen for a series by a rule, or that it will be full.</summary>
public readonly record struct BreakKey(int SeriesId, int? RuleId)
{
    public static BreakKey Of(BreakLine line) => new(line.Series.SeriesId, line.Prediction?.RuleId);
}

/// <summary>A line of the page.</summary>
/// <param name="TicketNumber">The ticket that is about it and is not done.</param>
public sealed record BreakRow(BreakLine Line, BreakRule? Rule, int? TicketNumber, BreakCurve? Curve)
{
    public BreakKey Key => BreakKey.Of(Line);

    public string What => BreakWords.What(Line, Rule?.Kind ?? ConditionKind.Above);
}

/// <summary>A page of lines, and how many there are.</summary>
/// <param name="IsCut">There are more than are ever looked at.</param>
public sealed record BreakPage(IReadOnlyList<BreakRow> Rows, int Total, bool IsCut);
