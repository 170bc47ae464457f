namespace Monitor.Domain.Detection.Series;

/// <summary>
/// When evidence is an alarm: at its onset, then not again for half a day (twelve rows at least) but for clearly more evidence. An anomaly goes on until the
/// evidence is half of what began it.
/// </summary>
internal struct AlarmState
{
    private const int PauseSeconds = 12 * 3600;
    private const int PauseRows = 12;
    private long _lastOnset;
    private float _lastEvidence;
    private bool _began;

    public bool GoesOn { get; private set; }

    public bool IsOnset(long unix, double evidence, double threshold, double rowSeconds)
    {
        GoesOn = evidence >= (GoesOn ? threshold / 2 : threshold);
        var since = _began ? unix - _lastOnset : long.MaxValue;
        var isOnset = evidence >= threshold
            && (since > Math.Max(PauseSeconds, PauseRows * rowSeconds) || (since > PauseRows * rowSeconds && evidence > _lastEvidence + SeriesTuning.Rearm));
        if (isOnset)
        {
            (_began, _lastOnset, _lastEvidence) = (true, unix, (float)evidence);
        }

        return isOnset;
    }

    public readonly void Save(BinaryWriter writer)
    {
        writer.Write(_lastOnset);
        writer.Write(_lastEvidence);
        writer.Write(_began);
        writer.Write(GoesOn);
    }

    public void Load(BinaryReader reader) => (_lastOnset, _lastEvidence, _began, GoesOn) = (reader.ReadInt64(), reader.ReadSingle(), reader.ReadBoolean(), reader.ReadBoolean());
}
