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

    /// <summary>By series; null where nothing is known of what was expected.</summary>
    private readonly Dictionary<int, ChartColumn?> _bands = [];
    private readonly Dictionary<string, (ChartData Curves, ChartData Whole)> _drawn = [];
    private ILookup<int, ChartMark> _marks = Array.Empty<int>().ToLookup(i => i, _ => default(ChartMark)!);
    private string _key = "";
    private string? _reading;
    private DateTimeOffset _readAt;
    private bool _hasNoMarks;
    private bool _hasNoBands;

    public static bool HasBands(ChartSpec spec) => spec.Lines.Count is > 0 and <= MostLines;

    /// <summary>The lines of the bands that are known, which come behind those of the values. Where they are others, the chart is another.</summary>
    public IEnumerable<ChartSeries> BandsOf(ChartSpec spec) =>
        KnownOf(spec).Select(l => new ChartSeries($"Expected: {l.Name}", l.Color, HasBands: true, BandName: "expected"));

    public IReadOnlyList<ChartMark> MarksOf(ChartSpec spec) => [.. spec.Lines.SelectMany(l => _marks[l.Series.Id])];

    /// <summary>The values with the bands behind them; the same object as long as nothing is new.</summary>
    public ChartData? DataOf(ChartSpec spec, ChartData? curves)
    {
        if (curves is null || !KnownOf(spec).Any())
        {
            return curves;
        }

        if (!_drawn.TryGetValue(spec.Key, out var drawn) || !ReferenceEquals(drawn.Curves, curves))
        {
            drawn = (curves, curves with { Columns = [.. curves.Columns, .. KnownOf(spec).Select(l => _bands[l.Series.Id]!)] });
            _drawn[spec.Key] = drawn;
        }

        return drawn.Whole;
    }

    /// <summary>What is missing on a chart, for the line below it; null where nothing is.</summary>
    public string? NoteOf(ChartSpec spec, bool isBanded)
    {
        var unknown = spec.Lines.Where(l => _bands.TryGetValue(l.Series.Id, out var band) && band is null).Select(l => l.Name).ToList();
        return _hasNoMarks ? "What was unusual could not be read, so nothing is marked. It is tried again."
            : !isBanded || !HasBands(spec) ? null
            : _hasNoBands ? "What was expected could not be read. It is tried again."
            : unknown.Count > 0 ? $"Nothing is known of what was expected of {string.Join(" and ", unknown)}: too little is stored, or it is not watched."
            : null;
    }

    /// <summary>Throws what the database throws; what was read before stays.</summary>
    /// <param name="isWanted">Whether this is still what is shown when it has been read.</param>
    public async Task ReadMarksAsync(Actor actor, IReadOnlyList<ChartSpec> specs, TimeRange range, Func<bool> isWanted, CancellationToken cancellationToken)
    {
        try
        {
            var found = await marks.ReadAsync(actor, [.. specs.SelectMany(s => s.Lines.Select(l => l.Series))], range, cancellationToken);
            (_marks, _hasNoMarks) = isWanted() ? (found, false) : (_marks, _hasNoMarks);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            _hasNoMarks = isWanted() || _hasNoMarks;
            throw;
        }
    }

    /// <summary>Reads the bands one after the other where they are due, and tells of each. Throws what the database throws; it is due again then.</summary>
    /// <param name="key">What is shown: of something else the bands before say nothing.</param>
    public async Task ReadBandsAsync(Actor actor, IReadOnlyList<ChartSpec> specs, string key, TimeRange range, Action drawn, CancellationToken cancellationToken)
    {
        if (_reading == key || (_key == key && time.GetUtcNow() - _readAt < Lasts))
        {
            return;
        }

        if (_key != key)
        {
            _bands.Clear();
            _drawn.Clear();
            _key = "";
        }

        _reading = key;
        try
        {
            foreach (var spec in specs.Where(HasBands))
            {
                foreach (var line in spec.Lines)
                {
                    var verdicts = await bands.ReadAsync(actor, line.Series, range, cancellationToken);
                    if (_reading != key)
                    {
                        return;
                    }

                    _bands[line.Series.Id] = verdicts?.Points.Any(p => p.HasBand) == true ? ExpectedPicture.Band(verdicts) : null;
                }

                _drawn.Remove(spec.Key);
                drawn();
            }

            (_key, _readAt, _hasNoBands) = (key, time.GetUtcNow(), false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            _hasNoBands = _reading == key || _hasNoBands;
            throw;
        }
        finally
        {
            _reading = _reading == key ? null : _reading;
        }
    }

    private IEnumerable<ChartLine> KnownOf(ChartSpec spec) =>
        HasBands(spec) ? spec.Lines.Where(l => _bands.GetValueOrDefault(l.Series.Id) is not null) : [];
}
