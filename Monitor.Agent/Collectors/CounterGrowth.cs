namespace Monitor.Agent.Collectors;

/// <summary>What a counter grew by since it was last read; missing (NaN) on its first value, and where it went back, as after a reset.</summary>
internal struct CounterGrowth
{
    private ulong _value;
    private bool _known;

    public double Next(ulong value)
    {
        var growth = _known && value >= _value ? value - _value : double.NaN;
        _value = value;
        _known = true;
        return growth;
    }

    public void Forget() => _known = false;
}
