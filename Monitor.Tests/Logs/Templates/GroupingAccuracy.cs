using Monitor.Domain.Logs.Templates;

namespace Monitor.Tests.Logs.Templates;

/// <summary>Grouping accuracy (Zhu et al., "Tools and Benchmarks for Automated Log Parsing", ICSE-SEIP 2019): a line is right when its group holds all lines of its label and no others.</summary>
internal sealed record GroupingAccuracy(string Program, int Lines, int Labels, int Groups, double Share, string Mistakes)
{
    public static GroupingAccuracy Of(string program, IReadOnlyList<LabelledLine> lines)
    {
        var miner = new TemplateMiner();
        var mined = lines.Select(l => (Line: l, Form: miner.Mine(program, l.Text))).ToList();
        var groups = mined.GroupBy(m => m.Form.Now).ToList();
        var labels = lines.CountBy(l => l.Label).ToDictionary();
        var right = groups.Where(g => g.Select(m => m.Line.Label).Distinct().Count() == 1 && labels[g.First().Line.Label] == g.Count()).ToList();
        var mistakes = from g in groups.Except(right)
                       orderby g.Count() descending
                       select $"{g.Count()} of {string.Join(" + ", g.CountBy(m => m.Line.Label).Select(l => $"{l.Value}/{labels[l.Key]} {l.Key}"))}: {g.Key.Pattern}";
        return new GroupingAccuracy(program, lines.Count, labels.Count, groups.Count, (double)right.Sum(g => g.Count()) / lines.Count, string.Join('\n', mistakes.Take(25)));
    }
}
