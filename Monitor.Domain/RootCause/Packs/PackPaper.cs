using System.Globalization;
using Monitor.Domain.Metrics;
using Monitor.Domain.RootCause.Papers;
using Monitor.Domain.RootCause.Similar;

namespace Monitor.Domain.RootCause.Packs;

/// <summary>A pack as people read it, from the pack alone: whatever it was made of may be gone.</summary>
public static class PackPaper
{
    public static Paper Of(EvidencePack pack, IReadOnlyList<SimilarTicket> similar, PaperTimes times)
    {
        var state = pack.CompletedAt is { } done ? $"completed {times.Moment(done)}" : $"frozen {times.Moment(pack.FrozenAt)}; what came after that is not in it yet";
        return new Paper(
            $"Evidence of ticket #{pack.Ticket.Number}: {pack.Ticket.Title}",
            $"{pack.Host.Name}, {times.Moment(pack.From)} to {times.Minute(pack.To)}, {state}. Times in {times.Name}. Secrets are masked.",
            [
                .. Facts(pack, times), .. Findings(pack), .. PackCurves.Of(pack, times), .. Lines(pack, times), .. Events(pack, times), .. Processes(pack), .. Others(pack, times),
                .. SimilarPaper.Of(similar, times),
            ]);
    }

    private static IEnumerable<PaperPart> Facts(EvidencePack pack, PaperTimes times)
    {
        yield return new PaperHeading("What happened");
        yield return new PaperText($"{pack.Problem.Summary} on {pack.Host.Name}, since {times.Moment(pack.Problem.BeganAt)}.", PaperTone.Strong);
        List<(string, string)> facts = [("Severity", pack.Problem.Severity), ("Priority", pack.Ticket.Priority), ("Ticket opened", times.Moment(pack.Ticket.OpenedAt))];
        if (pack.Rule is { } rule)
        {
            facts.Add(("Rule", $"{rule.Name}, version {rule.Version}: {rule.Sentence}"));
        }

        facts.Add(("Host", pack.Host.Group.Length == 0 ? pack.Host.Name : $"{pack.Host.Name}, group {pack.Host.Group}"));
        facts.AddRange(pack.Host.Facts.Select(f => (f.Name, f.Value)));
        yield return new PaperFacts(facts);
    }

    internal static IEnumerable<PaperPart> Findings(EvidencePack pack)
    {
        yield return new PaperHeading("Probable causes");
        var found = pack.Findings.Where(f => f.CauseKey != PackFinding.NoCause).ToList();
        if (found.Count == 0)
        {
            yield return new PaperText(pack.Findings.Count > 0 ? "No credible cause was found: nothing changed before the onset that explains it." : "No causes were ranked when this was frozen.", PaperTone.Quiet);
            yield break;
        }

        foreach (var finding in found)
        {
            yield return new PaperText($"{finding.Rank}. {finding.Sentence} ({Percent(finding.Confidence)} confident{(finding.IsSupported ? "" : "; correlated, not proven")})", PaperTone.Strong);
            if (finding.Evidence.Count > 0)
            {
                yield return new PaperBullets([.. finding.Evidence.Select(e => e.Text)]);
            }

            if (finding.Action is { } action)
            {
                yield return new PaperText($"What to do: {action}");
            }
        }
    }

    private static IEnumerable<PaperPart> Lines(EvidencePack pack, PaperTimes times)
    {
        yield return new PaperHeading("Log lines around the onset");
        if (pack.Lines.Count == 0)
        {
            yield return new PaperText("No lines of logs came from this host in this time.", PaperTone.Quiet);
            yield break;
        }

        yield return new PaperLog([.. pack.Lines.Select(l => new PaperLogLine(times.Second(l.At), l.Source, l.Severity, l.Severity is "Emergency" or "Alert" or "Critical" or "Error" or "Warning", l.Text))]);
        if (pack.LinesLeftOut > 0)
        {
            yield return new PaperText($"{pack.LinesLeftOut.ToString("N0", CultureInfo.InvariantCulture)} more lines are left out: less serious, further from the onset, or the same again.", PaperTone.Quiet);
        }
    }

    private static IEnumerable<PaperPart> Events(EvidencePack pack, PaperTimes times)
    {
        yield return new PaperHeading("Events");
        yield return pack.Events.Count == 0
            ? new PaperText("Nothing was changed or restarted in the day before, as far as it was told.", PaperTone.Quiet)
            : new PaperTable(["When", "What", "Details"], [.. pack.Events.Select(e => (IReadOnlyList<string>)[times.Near(e.At, pack.OnsetAt), e.Kind, e.Text])], []);
    }

    private static IEnumerable<PaperPart> Processes(EvidencePack pack)
    {
        yield return new PaperHeading("Busiest processes");
        if (pack.Before.Count + pack.During.Count == 0)
        {
            yield return new PaperText("The host sent no list of its processes in this time.", PaperTone.Quiet);
            yield break;
        }

        var rows = pack.During.Concat(pack.Before).Select(p => (p.Name, p.Pid)).Distinct().Select(key => (IReadOnlyList<string>)
        [
            key.Name, key.Pid.ToString(CultureInfo.InvariantCulture), Cpu(pack.Before, key), Cpu(pack.During, key), Memory(pack.Before, key), Memory(pack.During, key),
        ]);
        yield return new PaperTable(["Process", "Id", "CPU before", "CPU after", "Memory before", "Memory after"], [.. rows], [1, 2, 3, 4, 5]);
        yield return new PaperText("CPU in percent of one core; a dash: it was not among the busiest then.", PaperTone.Quiet);
    }

    private static IEnumerable<PaperPart> Others(EvidencePack pack, PaperTimes times) => pack.Others.Count == 0 ? [] :
    [
        new PaperHeading("Other problems of this ticket"),
        new PaperTable(["Host", "Problem", "Severity", "Began"], [.. pack.Others.Select(o => (IReadOnlyList<string>)[o.Host, o.Summary, o.Severity, times.Near(o.BeganAt, pack.OnsetAt)])], []),
    ];

    private static string Cpu(IReadOnlyList<PackProcess> processes, (string Name, int Pid) key) =>
        Find(processes, key) is { } one ? ValueText.Of(one.CpuPercent, MetricUnit.Percent) : "–";

    private static string Memory(IReadOnlyList<PackProcess> processes, (string Name, int Pid) key) =>
        Find(processes, key) is { } one ? ValueText.Of(one.MemoryBytes, MetricUnit.Bytes) : "–";

    private static PackProcess? Find(IReadOnlyList<PackProcess> processes, (string Name, int Pid) key) => processes.FirstOrDefault(p => p.Name == key.Name && p.Pid == key.Pid);

    internal static string Percent(double share) => ValueText.Of(Math.Round(share * 100), MetricUnit.Percent);
}
