using Monitor.Domain.Forecasting;

namespace Monitor.Web.Forecasting.Breaks;

/// <summary>Which of the things that will break are shown: what stands in the address.</summary>
public sealed record BreakAsk(TimeSpan? Within, double Chance, bool? IsRule)
{
    public static IReadOnlyList<(string Key, string Title, TimeSpan? Span)> Spans { get; } =
    [
        ("", "Any time", null), ("4h", "4 h", TimeSpan.FromHours(4)), ("24h", "24 h", TimeSpan.FromHours(24)), ("7d", "7 d", TimeSpan.FromDays(7)),
        ("30d", "30 d", TimeSpan.FromDays(30)),
    ];

    public static IReadOnlyList<(string Key, string Title, double Least)> Chances { get; } =
        [("", "Any probability", 0), ("likely", "Likely (60 %) or more", 0.6), ("very-likely", "Very likely (80 %) or more", 0.8)];

    public static IReadOnlyList<(string Key, string Title, bool? IsRule)> Kinds { get; } =
        [("", "Limits of rules and capacity", null), ("rule", "Limits of rules", true), ("full", "Capacity: what will be full", false)];

    public static BreakAsk Read(string? within, string? chance, string? kind) => new(
        Spans.FirstOrDefault(s => s.Key == within).Span, Chances.FirstOrDefault(c => c.Key == chance).Least, Kinds.FirstOrDefault(k => k.Key == kind).IsRule);

    /// <summary>What has no probability of its own is expected in more than half of all cases: its interval holds it in 8 of 10.</summary>
    public bool Includes(BreakLine line, DateTimeOffset now) =>
        (Within is not { } within || line.Reason == CapacityReason.Reached || line.ExpectedAt <= now + within)
        && (line.Probability is not { } chance || chance >= Chance) && (line.Probability is not null || Chance <= 0.5)
        && (IsRule is not { } rule || rule == (line.Prediction is not null));
}
