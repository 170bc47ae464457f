using Monitor.Web.Access;
using Monitor.Web.Components;
using Monitor.Web.Detection.Screens.Charts;
using Monitor.Web.Store;

namespace Monitor.Web.Dashboard;

/// <summary>What was unusual of the series of a page's charts, as marks, and the bands in which they were expected where the reader wants to see them.</summary>
internal sealed class ChartUnusual(ChartMarkReader marks, ExpectedBands bands, TimeProvider time)
{
    /// <summary>More bands on one chart hide each other.</summary>
    private const int MostLines = 2;

    /// <summary>A band is the end of a week of learning: it is not computed with every tick.</summary>
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(2);

    private static readonly ChartColumn Nothing = new([], []);

    private readonly Dictionary<int, ChartColumn> _bands = [];
    private readonly Dictionary<string, (ChartData Curves, ChartData Whole)> _drawn = [];
    private ILookup<int, ChartMark> _marks = Array.Empty<int>().ToLookup(i => i, _ => default(ChartMark)!);
    private string _key = "";
    private DateTimeOffset _readAt;

    public static bool HasBands(ChartSpec spec) => spec.Lines.Count <= MostLines;

    /// <summary>The lines of the bands, which come behind those of the values.</summary>
    public static IEnumerable<ChartSeries> BandsOf(ChartSpec spec) =>
        HasBands(spec) ? spec.Lines.Select(l => new ChartSeries($"Expected: {l.Name}", l.Color, HasBands: true, BandName: "expected")) : [];

    public IReadOnlyList<ChartMark> MarksOf(ChartSpec spec) => [.. spec.Lines.SelectMany(l => _marks[l.Series.Id])];

    /// <summary>The values with the bands behind them; the same object as long as nothing is new.</summary>
    public ChartData? DataOf(ChartSpec spec, ChartData? curves)
    {
        if (curves is null || !HasBands(spec))
        {
            return curves;
        }

        if (!_drawn.TryGetValue(spec.Key, out var drawn) || !ReferenceEquals(drawn.Curves, curves))
        {
            drawn = (curves, curves with { Columns = [.. curves.Columns, .. spec.Lines.Select(l => _bands.GetValueOrDefault(l.Series.Id, Nothing))] });
            _drawn[spec.Key] = drawn;
        }

        return drawn.Whole;
    }

    public async Task ReadMarksAsync(Actor actor, IReadOnlyList<ChartSpec> specs, TimeRange range, CancellationToken cancellationToken) =>
        _marks = await marks.ReadAsync(actor, [.. specs.SelectMany(s => s.Lines.Select(l => l.Series))], range, cancellationToken);

    /// <summary>Reads the bands one after the other where they are due, and tells of each.</summary>
    /// <param name="key">What is shown: of something else the bands before say nothing.</param>
    public async Task ReadBandsAsync(Actor actor, IReadOnlyList<ChartSpec> specs, string key, TimeRange range, Action drawn, CancellationToken cancellationToken)
    {
        if (_key == key && time.GetUtcNow() - _readAt < Lasts)
        {
            return;
        }

        if (_key != key)
        {
            _bands.Clear();
            _drawn.Clear();
        }

        (_key, _readAt) = (key, time.GetUtcNow());
        foreach (var spec in specs.Where(HasBands))
        {
            foreach (var line in spec.Lines)
            {
                var verdicts = await bands.ReadAsync(actor, line.Series, range, cancellationToken);
                if (_key != key)
                {
                    return;
                }

                _bands[line.Series.Id] = verdicts is null ? Nothing : ExpectedPicture.Band(verdicts);
            }

            _drawn.Remove(spec.Key);
            drawn();
        }
    }
}
