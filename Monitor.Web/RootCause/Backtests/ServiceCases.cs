using Monitor.Domain.RootCause.Ranking;

namespace Monitor.Web.RootCause.Backtests;

/// <summary>
/// Cases of services. The columns of `normal.csv` and of a window are `node|metric|statistic`, the first one is a time. Where windows are cut out of `normal.csv`, the rows of all of them are
/// left out of what is normal for these windows.
/// </summary>
internal static class ServiceCases
{
    public static IEnumerable<(string Name, CauseCase Case)> AllBelow(string input)
    {
        var targets = ServiceTarget.AllBelow(input);
        var cut = targets.Where(t => t.Rows is not null).ToLookup(t => t.Folder, t => t.Rows!.Value, StringComparer.Ordinal);
        var read = new Dictionary<string, (List<(string, string)> Calls, CaseTable Normal, bool[] IsCut)>(StringComparer.Ordinal);
        foreach (var target in targets)
        {
            if (!read.TryGetValue(target.Folder, out var of))
            {
                var normal = new CaseTable(Path.Combine(target.Folder, "normal.csv"));
                read[target.Folder] = of = (Calls(new CaseTable(Path.Combine(target.Folder, "graph.csv"))), normal, IsCut(normal, cut[target.Folder]));
            }

            yield return (target.Name, target.Rows is { } rows ? OfRows(target, of.Calls, of.Normal, of.IsCut, rows) : OfFile(target, of.Calls, of.Normal));
        }
    }

    private static CauseCase OfRows(ServiceTarget target, List<(string, string)> calls, CaseTable normal, bool[] isCut, (int First, int Last) rows)
    {
        var window = new Range(Math.Min(rows.First, normal.Keys.Count), Math.Min(rows.Last + 1, normal.Keys.Count));
        return Case(target, calls, normal.Times()[window], normal, name => (
            [.. normal.Column(name).Where((_, row) => !isCut[row])],
            [.. normal.Column(name).Take(window)]));
    }

    private static CauseCase OfFile(ServiceTarget target, List<(string, string)> calls, CaseTable normal)
    {
        var window = new CaseTable(target.Window);
        return Case(target, calls, window.Times(), window, name => (normal.Has(name) ? [.. normal.Column(name)] : [], [.. window.Column(name)]));
    }

    private static CauseCase Case(ServiceTarget target, List<(string, string)> calls, double[] times, CaseTable table, Func<string, (double[] Reference, double[] Window)> values)
    {
        var series = table.Names.Select(name => (Parts: name.Split('|'), Values: values(name)))
            .Select(c => new SeriesSample(c.Parts[0], c.Parts.ElementAtOrDefault(1) ?? "", c.Parts.ElementAtOrDefault(2) ?? "", c.Values.Reference, c.Values.Window, null));
        var step = times.Length > 1 ? TimeSpan.FromSeconds(Math.Clamp((times[^1] - times[0]) / (times.Length - 1), 0, 86_400)) : TimeSpan.Zero;
        return new CauseCase([.. series], calls, target.Node, target.Metric, Math.Max(0, Array.FindLastIndex(times, t => t <= target.Time)), step);
    }

    private static List<(string, string)> Calls(CaseTable graph) =>
        [.. from callee in graph.Names from caller in graph.Keys.Index() where graph.Column(callee)[caller.Index] is not (0 or double.NaN) select (caller.Item, callee)];

    private static bool[] IsCut(CaseTable normal, IEnumerable<(int First, int Last)> cut)
    {
        var isCut = new bool[normal.Keys.Count];
        foreach (var (first, last) in cut)
        {
            for (var row = first; row <= Math.Min(last, isCut.Length - 1); row++)
            {
                isCut[row] = true;
            }
        }

        return isCut;
    }
}
