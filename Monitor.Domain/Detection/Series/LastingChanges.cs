namespace Monitor.Domain.Detection.Series;

/// <summary>What a row brings to the rules for what lasts; the usual value is NaN where no season is known.</summary>
internal readonly record struct LastingRow(long Unix, float Value, bool IsSame, float HourResidual, float Usual, float Restless, float Floor, int Learned, bool Learn);

/// <summary>
/// Changes that no single row shows: a level that creeps, a day that stays away, moves that become larger than for a week, a value that stands still. Each
/// weighs an alarm at the row where it has lasted long enough, and less while it goes on.
/// </summary>
internal sealed class LastingChanges(int rowSeconds, DetectionPreset preset, int hour, int dayLength, DaySeason season, RecentLevel level)
{
    private readonly SlowTrend _trend = new(Math.Min(rowSeconds, 86400));
    private readonly int _missingRows = (int)(preset == DetectionPreset.Quiet ? SeriesTuning.QuietMissingHours : SeriesTuning.SensitiveMissingHours) * hour;
    private readonly float _restlessFrom = (float)(preset == DetectionPreset.Quiet ? SeriesTuning.QuietRestless : SeriesTuning.SensitiveRestless);
    private FlatRun _flat;
    private short _missing;
    private short _flatRows;
    private short _restless;
    private float _mostRestless;
    private long _lastUnix;

    /// <summary>Whether what is usual is not to be learned now.</summary>
    public bool Holds(long unix) => _trend.Holds(unix);

    public (double Evidence, AnomalyKind Kind) Weigh(in LastingRow row, (double Evidence, AnomalyKind Kind) verdict, double threshold)
    {
        if (!float.IsNaN(row.Usual))
        {
            _trend.Add(row.Unix, row.Value - row.Usual, season.Spread, row.Floor);
        }

        if (row.Unix - _lastUnix > 3L * rowSeconds)
        {
            // What lasts is in a row: nobody knows what came in a hole.
            (_missing, _flatRows, _restless) = (0, 0, 0);
            _flat.Break();
        }

        var isFlat = _lastUnix != 0 && _flat.Judge(row.IsSame, row.Unix - _lastUnix, row.Learn);
        _lastUnix = row.Unix;
        _missing = Next(_missing, Misses(row));
        _flatRows = Next(_flatRows, isFlat);
        WatchMoves(row);
        verdict = Standing(_trend.Direction == 0 ? 0 : _trend.IsNew ? 1 : 2, _trend.Direction > 0 ? AnomalyKind.TrendUp : AnomalyKind.TrendDown, verdict, threshold);
        verdict = Standing(_missing - _missingRows + 1, AnomalyKind.MissingSeason, verdict, threshold);
        verdict = Standing(_restless - (hour / 4) + 1, AnomalyKind.Unrest, verdict, threshold);
        return Standing(_flatRows, AnomalyKind.FlatLine, verdict, threshold);
    }

    public void Save(BinaryWriter writer)
    {
        _trend.Save(writer);
        _flat.Save(writer);
        writer.Write(_missing);
        writer.Write(_flatRows);
        writer.Write(_restless);
        writer.Write(_mostRestless);
        writer.Write(_lastUnix);
    }

    public void Load(BinaryReader reader)
    {
        _trend.Load(reader);
        _flat.Load(reader);
        (_missing, _flatRows, _restless, _mostRestless, _lastUnix) = (reader.ReadInt16(), reader.ReadInt16(), reader.ReadInt16(), reader.ReadSingle(), reader.ReadInt64());
    }

    private static short Next(short rows, bool goesOn) => (short)(goesOn ? Math.Min(short.MaxValue, rows + 1) : 0);

    private static (double Evidence, AnomalyKind Kind) Standing(int rows, AnomalyKind kind, (double Evidence, AnomalyKind Kind) verdict, double threshold)
    {
        var weight = rows < 1 ? 0 : rows == 1 ? threshold : SeriesTuning.StandingShare * threshold;
        return weight > verdict.Evidence ? (weight, kind) : verdict;
    }

    /// <summary>The last hour is far from its time of day and stays where the day rests, and that is not because the whole level went elsewhere.</summary>
    private bool Misses(in LastingRow row) =>
        !float.IsNaN(row.Usual) && _trend.Calm > 0 && Math.Abs(row.HourResidual) > SeriesTuning.MissingFrom * _trend.Calm
        && Math.Abs(row.Value - level.Median) < SeriesTuning.MissingRest * Math.Abs(row.Usual - level.Median)
        && season.Middle() is var middle && Math.Abs(level.Median - middle) < Math.Abs(row.Usual - middle);

    private void WatchMoves(in LastingRow row)
    {
        var isMore = row.Learned > 3 * dayLength && row.Restless > _restlessFrom * Math.Max(_mostRestless, row.Floor);
        _restless = (short)(isMore && _restless < 2 * hour ? _restless + 1 : 0);
        if (row.Learn && _restless == 0)
        {
            _mostRestless = row.Restless > _mostRestless
                ? _mostRestless + ((row.Restless - _mostRestless) * SeriesTuning.RestlessRate)
                : _mostRestless * (float)(1 - (SeriesTuning.RestlessFade / dayLength));
        }
    }
}
