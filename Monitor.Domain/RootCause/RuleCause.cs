using System.Globalization;
using Monitor.Domain.Metrics;
using Monitor.Domain.Notifications;
using Monitor.Domain.Problems;
using Monitor.Domain.RootCause.Facts;
using Monitor.Domain.RootCause.Rules;

namespace Monitor.Domain.RootCause;

/// <summary>Weighs a rule that holds.</summary>
internal static class RuleCause
{
    private const double Further = 0.92;
    private const double TooLate = 0.6;
    private const int KeyLength = 300;

    /// <summary>An event counts in full for so long; then the less, the longer ago it was.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(3);

    public static RankedCause Of(RuleMatch match, CauseFacts facts)
    {
        var score = match.Rule.Weight * Saturate(match) * (match.Process is { } process ? 0.5 + (0.5 * process.Share) : 1) * Math.Pow(Further, match.Host.Distance);
        var onset = match.Changes.Select(c => c.OnsetRow).Where(r => r >= 0).DefaultIfEmpty(facts.OnsetRow).Min();
        score *= (onset - facts.OnsetRow) * facts.Step > TimeSpan.FromMinutes(2) ? TooLate : 1;
        score *= Freshness(match, facts);
        var (sentence, action) = match is { Files: not null, Rule.Files: { } told } ? (told.Sentence, told.Action) : (match.Rule.Sentence, match.Rule.Action);
        return new RankedCause
        {
            CauseKey = PlainLine.Of(CauseText.Fill(match.Rule.Cause, match, facts), KeyLength), Method = $"rule:{match.Rule.Name}", HostId = match.Host.Id, Score = score,
            IsSupported = match.Event is not null || match.Process is not null || match.Host.IsSilent,
            Sentence = Where(match.Host) + CauseText.Fill(sentence, match, facts),
            Action = action is null ? null : CauseText.Fill(action, match, facts),
            Evidence = [.. Evidence(match, facts)],
        };
    }

    /// <summary>1 from ten spreads on; less, the less it stands out, by its spreads or by what its detector says.</summary>
    private static double Saturate(RuleMatch match) =>
        match.Changes.Count == 0 ? 1 : match.Changes.Average(c => Math.Max(1 - Math.Exp(-Math.Abs(c.Strength) / 4), c.Series.AnomalyScore));

    /// <summary>1 for what happened within <see cref="Fresh"/>, about 0.4 at the end of the time that the rule looks back: a change of ten minutes ago is less of a reason than a program that took the CPU.</summary>
    private static double Freshness(RuleMatch match, CauseFacts facts) =>
        match is { Event: { } happened, Rule.Event: { } wanted } && facts.BeganAt - happened.At - Fresh is var late && late > TimeSpan.Zero ? Math.Exp(-(late / wanted.Within)) : 1;

    public static string Where(HostFacts host) => host.Place switch
    {
        HostPlace.Parent => $"On {PlainLine.Of(host.Name, 100)}, through which this host is reached: ",
        HostPlace.Called => $"On {PlainLine.Of(host.Name, 100)}, on which this host leans: ",
        _ => "",
    };

    private static IEnumerable<FindingEvidence> Evidence(RuleMatch match, CauseFacts facts)
    {
        foreach (var change in match.Changes.Append(match.Burst).OfType<SeriesChange>())
        {
            yield return Of(change, match.Host, facts);
        }

        if (match.Process is var (process, share))
        {
            yield return new FindingEvidence
            {
                Kind = "process", HostId = match.Host.Id, Text = PlainLine.Of(process.Name, 200),
                Before = match.Rule.Process!.ByMemory ? process.MemoryBefore : process.CpuBefore, During = match.Rule.Process.ByMemory ? process.MemoryDuring : process.CpuDuring,
                Series = match.Rule.Process.ByMemory ? "memory" : "cpu", From = facts.WindowFrom, To = facts.BeganAt + facts.Step,
            };
        }

        if (match.Event is { } happened)
        {
            yield return new FindingEvidence { Kind = "event", HostId = match.Host.Id, Text = PlainLine.Of(happened.Text, 200), From = happened.At };
        }
    }

    public static FindingEvidence Of(SeriesChange change, HostFacts host, CauseFacts facts) => new()
    {
        Kind = "series", HostId = host.Id, Text = PlainLine.Of(Subject(change.Series), 170) + Odd(change.Series.AnomalyScore),
        Series = change.Series.Labels.Length == 0 ? change.Series.Metric : $"{change.Series.Metric}{{{change.Series.Labels}}}",
        Before = change.Before, During = change.During, From = facts.WindowFrom, To = facts.WindowFrom + (change.Series.Window.Length * facts.Step),
    };

    /// <summary>Lines are known by what they say, and not by the number of their form.</summary>
    public static string Subject(SeriesFacts series) =>
        series.Words.Length == 0 ? ProblemSentence.Subject(series.Metric, series.Labels) : $"{ProblemSentence.Subject(series.Metric, "")}: {series.Words}";

    private static string Odd(double score) => score > 0 ? $", anomaly score {score.ToString("0.00", CultureInfo.InvariantCulture)}" : "";
}
