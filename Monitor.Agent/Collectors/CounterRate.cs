namespace Monitor.Agent.Collectors;

/// <summary>The rate of a growing counter; missing (NaN) on its first value, and where it went back, as after a reset.</summary>
internal struct CounterRate
{
    private ulong _value;
    private TimeSpan _at;
    private bool _known;

    public double Next(ulong value, TimeSpan at)
    {
        var seconds = (at - _at).TotalSeconds;
        var rate = _known && value >= _value && seconds > 0 ? Math.Round((value - _value) / seconds) : double.NaN;
        _value = value;
        _at = at;
        _known = true;
        return rate;
    }

    public void Forget() => _known = false;
}
