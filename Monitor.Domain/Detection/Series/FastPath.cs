namespace Monitor.Domain.Detection.Series;

/// <summary>
/// What the ticks of a fast feed say between two means of five minutes: how far two ticks in a row are from the last half hour, and from the day, on the same
/// side. One odd tick of a few seconds says nothing; one of half a minute and more counts alone.
/// </summary>
internal sealed class FastPath(int rowSeconds, float leastScale)
{
    private const int Near = 0;
    private const int Day = 1;
    private const int Features = 2;
    private const int MostPast = 40_000;
    private const double CentreSeconds = 1800;
    private const float Clip = 3;
    private readonly Tails _tails = new(Features, SeriesTuning.FastCap);
    private readonly int _length = (int)Math.Max(10, CentreSeconds / rowSeconds);
    private RunningMedian _distance;
    private float _centre;
    private float _lastNear;
    private float _lastDay;
    private int _count;
    private UsualBasis _basis;

    /// <summary>The half width of the band in which nearly all ticks lie around the last half hour.</summary>
    public float Reach(float floor) => Math.Max(3, _tails.TailFrom(Near)) * Math.Max(_distance.Value * 1.4826f, floor);

    public bool IsKnown => _count > _length;

    /// <param name="afterHole">Whether rows are missing before this one, so that the last one is not the one before it.</param>
    /// <returns>Evidence, and whether what weighs most of it lies above what was expected.</returns>
    public (double Evidence, bool IsAbove) Judge(float value, UsualValue expected, float spreadFloor, bool learn, bool afterHole)
    {
        if (afterHole)
        {
            (_lastNear, _lastDay) = (0, 0);
        }

        if (_basis != expected.Basis)
        {
            _basis = expected.Basis;
            _tails.Forget(Day);
        }

        var floor = Math.Max(spreadFloor, leastScale) + 1e-12f;
        var scale = Math.Max(_distance.Value * 1.4826f, floor);
        var near = _count == 0 ? 0 : (value - _centre) / scale;
        var far = (value - expected.Value) / Math.Max(expected.Scale, floor);
        var (twoNear, twoDay) = (Both(near, _lastNear), Both(far, _lastDay));
        (_lastNear, _lastDay) = (near, far);
        var (ofNear, ofDay) = IsKnown ? (Surprise(Near, twoNear), Surprise(Day, twoDay)) : (0, 0);
        if (learn)
        {
            _count = Math.Min(_count + 1, 1 << 20);
            if (_count > 10)
            {
                _tails.Learn(Near, twoNear, MostPast);
                _tails.Learn(Day, twoDay, MostPast);
            }

            var limit = _count > 10 ? Clip * scale : float.MaxValue;
            if (_count > 1)
            {
                _distance.Add(Math.Abs(value - _centre));
            }

            _centre = _count == 1 ? value : _centre + (Math.Clamp(value - _centre, -limit, limit) / Math.Min(_count, _length));
        }

        return (ofNear + ofDay, (ofNear >= ofDay ? near : far) > 0);
    }

    public void Save(BinaryWriter writer)
    {
        _tails.Save(writer);
        _distance.Save(writer);
        writer.Write(_centre);
        writer.Write(_lastNear);
        writer.Write(_lastDay);
        writer.Write(_count);
        writer.Write((byte)_basis);
    }

    public void Load(BinaryReader reader)
    {
        _tails.Load(reader);
        _distance.Load(reader);
        (_centre, _lastNear, _lastDay, _count, _basis) = (reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadInt32(), (UsualBasis)reader.ReadByte());
    }

    private float Both(float now, float before) => rowSeconds >= SeriesTuning.OneTickSeconds ? Math.Abs(now) : now * before <= 0 ? 0 : Math.Min(Math.Abs(now), Math.Abs(before));

    private double Surprise(int feature, float value) => FeatureEvidence.Of(_tails.Surprise(feature, value), value, SeriesTuning.FastSizeShare, SeriesTuning.FastCap);
}
