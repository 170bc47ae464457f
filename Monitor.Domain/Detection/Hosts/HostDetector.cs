namespace Monitor.Domain.Detection.Hosts;

/// <summary>
/// Watches the metrics of one host together, row after row, against a <see cref="HostModel"/>. What it says depends on the model and on the rows it saw, in their order, and
/// on nothing else. Its own state is the day's profile, an hour of rows, five hours of one figure and the alarm: about 50 KB for 40 metrics. For one thread at a time.
/// </summary>
/// <param name="thresholdFactor">What labels of people make of the evidence that an alarm wants: 1 is what the preset wants, more is quieter, less tells more. Above 0.</param>
public sealed class HostDetector(HostModel model, DetectionPreset preset, double thresholdFactor = 1)
{
    private const byte Version = 3;

    /// <summary>The same without the last hours' distances: it goes on with those of the model.</summary>
    private const byte BeforeRise = 2;
    private const double QuietLimit = 6;
    private const double SensitiveLimit = 5;

    private readonly double _limit = thresholdFactor * (preset == DetectionPreset.Quiet ? QuietLimit : SensitiveLimit);
    private SlotProfile _profile = model.Parts.Profile.Copy();
    private RowSignals _signals = new(model.Parts.Scales, model.Parts.Step);
    private OutsideRise _rise = model.Parts.Recent.Copy();
    private HostAlarm _alarm;

    /// <summary>
    /// Takes the next row: a value per metric in the order of the history's columns, NaN where missing. A row without a value and one whose time is not after the last change nothing.
    /// </summary>
    /// <param name="learn">False while the row is no example of what is usual, such as in maintenance: it is judged, and the day's profile stays as it is.</param>
    public HostReading Observe(DateTimeOffset time, ReadOnlySpan<double> row, bool learn = true)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(row.Length, model.Metrics);
        if (time <= _signals.Last || !RowSignals.HasValue(row))
        {
            return new HostReading { IsLearning = true };
        }

        var afterHole = _signals.IsHole(time);
        _signals.Take(time, row, _profile, learn);
        Span<sbyte> packed = stackalloc sbyte[model.Parts.Rows.Width];
        NormalRows.Pack(_signals.Vector, packed);
        var outside = model.Parts.Subspace.Outside(_signals.Vector.AsSpan(0, model.Metrics));
        var opinions = new HostOpinions(
            HostOpinions.OfMetrics(_signals, model.Parts.Scales, model.Parts.MetricTails), model.Parts.Rows.Distance(packed), outside, _rise.Take(outside, keep: learn));
        var urgency = opinions.Urgency(model.Parts.Tails);
        _alarm = _alarm.Next(time, urgency / _limit, afterHole);
        return new HostReading
        {
            Evidence = opinions.Evidence(model.Parts.Tails),
            Score = urgency / (urgency + _limit),
            IsAnomalous = _alarm.IsOn,
            IsOnset = _alarm.IsOnset,
            IsTold = _alarm.IsTold,
            Contributions = MetricRanking.Of(_signals, model.Parts.Scales, model.Parts.MetricTails, row),
        };
    }

    /// <summary>Writes all that later readings depend on besides the model: a detector of the same model that loads it says from then on the same, bit for bit.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(Version);
        writer.Write(model.Metrics);
        _profile.Write(writer);
        _signals.Write(writer);
        _alarm.Write(writer);
        _rise.Write(writer);
    }

    /// <summary>Takes up a saved state; an <see cref="InvalidDataException"/> where it is of another version or another number of metrics, or ends early, the detector being as new then.</summary>
    public void Load(BinaryReader reader)
    {
        (_profile, _signals, _rise, _alarm) = (model.Parts.Profile.Copy(), new RowSignals(model.Parts.Scales, model.Parts.Step), model.Parts.Recent.Copy(), default);
        try
        {
            var version = reader.ReadByte();
            if (version is not (BeforeRise or Version) || reader.ReadInt32() != model.Metrics)
            {
                throw new InvalidDataException("The state of the host detector is of another version or another model.");
            }

            var (profile, signals) = (SlotProfile.Read(reader, model.Metrics), new RowSignals(model.Parts.Scales, model.Parts.Step));
            signals.Read(reader);
            var alarm = HostAlarm.Read(reader);
            (_rise, _alarm, _profile, _signals) = (version == BeforeRise ? _rise : OutsideRise.Read(reader, model.Parts.Step), alarm, profile, signals);
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException("The state of the host detector ends early.", e);
        }
    }
}
