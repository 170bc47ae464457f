namespace Monitor.Domain.StatusReports;

/// <summary>The efficiency index (0 to 100) of the window, with its reasons and what is proposed.</summary>
/// <param name="Until">The end of the last hour that was read; null: none yet.</param>
/// <param name="Total">Null where nothing is known.</param>
/// <param name="Before">Of the window before.</param>
/// <param name="Confidence">In a word.</param>
/// <param name="Sentence">Why, for people.</param>
/// <param name="Worst">Of many hosts the least efficient ones, worst first.</param>
/// <param name="Sizes">Proposed changes, what saves most first.</param>
/// <param name="Savings">What all proposals together save a month, by currency; below 0: what they cost.</param>
public sealed record StatusEfficiency(
    DateTimeOffset? Until, double? Total, double? Before, string Confidence, string Sentence, IReadOnlyList<StatusPart> Parts, IReadOnlyList<StatusIndex> Worst, StatusList<StatusSize> Sizes,
    IReadOnlyList<StatusMoney> Savings);

/// <summary>One resource over the window.</summary>
/// <param name="Score">0 to 100; null where not known.</param>
/// <param name="MeanPercent">What was used.</param>
/// <param name="Below">Share of the hours below what is wanted, 0 to 1.</param>
/// <param name="Above">Share of the hours above it.</param>
/// <param name="Word">Well sized, mostly idle, mostly short, or not known.</param>
public sealed record StatusPart(string Resource, double? Score, double? MeanPercent, double? Below, double? Above, string Word);

/// <summary>A host and its index.</summary>
public sealed record StatusIndex(int HostId, string Host, double Total, string Sentence);

/// <summary>What is proposed for a host.</summary>
/// <param name="Month">What is saved a month; below 0: what it costs.</param>
public sealed record StatusSize(int HostId, string Host, string Sentence, decimal Month, string Currency);

/// <summary>An amount.</summary>
public sealed record StatusMoney(decimal Month, string Currency);

/// <summary>How right forecasts, predictions and proposals were; what has no figures is null.</summary>
/// <param name="Forecasts">How many were graded in the window.</param>
/// <param name="Coverage80">The share of values within the 80 % band.</param>
/// <param name="Skill">1 is perfect, 0 as good as "it stays as it is".</param>
/// <param name="Told">Predictions that ended in the window.</param>
/// <param name="Came">Those of them that came.</param>
/// <param name="Unforeseen">What came and nobody had been told of.</param>
/// <param name="Sized">Hosts with a proposal of a month before that was held against the month since.</param>
/// <param name="Safe">Those of them for which it was right.</param>
public sealed record StatusGrades(int Forecasts, double? Coverage80, double? Skill, int Told, int Came, int Unforeseen, int Sized, int Safe)
{
    /// <summary>Nothing was graded.</summary>
    public static StatusGrades None { get; } = new(0, null, null, 0, 0, 0, 0, 0);
}
