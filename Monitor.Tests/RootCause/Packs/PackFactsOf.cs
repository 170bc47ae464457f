using Monitor.Domain.Logs;
using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Chunks;
using Monitor.Domain.RootCause;
using Monitor.Domain.RootCause.Packs;

namespace Monitor.Tests.RootCause.Packs;

/// <summary>Facts for a pack, with the same text wherever a text from outside may stand.</summary>
internal static class PackFactsOf
{
    public static readonly DateTimeOffset Onset = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static PackFacts Text(string text, int series = 3, int lines = 5, Func<int, string>? line = null)
    {
        var window = PackWindow.Of(Onset, Onset.AddMinutes(2));
        var findings = new[] { Finding(1, text), Finding(2, text) };
        return new PackFacts
        {
            Ticket = new PackTicket(7, text, "High", Onset.AddMinutes(2)),
            Problem = new PackProblem(1, text, "Critical", "Firing", "cpu.used_percent", "", 97, 90, Onset, text),
            Rule = new PackRule(text, text, 3, text, text),
            Host = new PackHost(1, text, text, [new PackFact(text, text), new PackFact("System", text)]),
            Window = window,
            Now = Onset.AddMinutes(2),
            Series = [.. Enumerable.Range(0, series).Select(i => Series(i == 0 ? "cpu.used_percent" : $"custom.metric_{i}", i == 0 ? "" : $"name=\"{text}\"", window, i))],
            Findings = findings,
            Lines = [.. Enumerable.Range(0, lines).Select(i => new PackLineFacts(Onset.AddSeconds(i - 2), text, i % 2 == 0 ? LogSeverity.Error : LogSeverity.Info, line?.Invoke(i) ?? $"{i} {text}"))],
            Events = [new PackEvent(Onset.AddMinutes(-3), text, text)],
            Before = [new ProcessSample(1, text, 1, 1000)],
            During = [new ProcessSample(1, text, 99, 2000), new ProcessSample(2, "calm", 1, 10)],
            Others = [new PackOther(2, text, text, "Warning", Onset)],
        };
    }

    private static Finding Finding(int rank, string text) => new()
    {
        ProblemId = 1, Rank = rank, Run = 1, At = Onset, CauseKey = text, Method = text, Confidence = .8, IsSupported = rank == 1, Sentence = text, Action = text,
        Evidence = System.Text.Json.JsonSerializer.Serialize(new[] { new FindingEvidence { Kind = "lines", Text = text } }, System.Text.Json.JsonSerializerOptions.Web),
    };

    private static PackSeriesFacts Series(string metric, string labels, PackWindow window, int seed)
    {
        var random = new Random(seed);
        return new PackSeriesFacts(metric, labels, [.. Enumerable.Range(0, window.Steps).Select(i =>
        {
            var value = (i < window.OnsetStep ? 10 : 10 + (seed * 5)) + (random.NextDouble() * .1);
            return new RollupPoint(1, value, value + random.NextDouble(), value, value);
        })]);
    }
}
