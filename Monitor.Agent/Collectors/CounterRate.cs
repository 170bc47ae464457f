namespace Monitor.Agent.Collectors;

/// <summary>The rate of a growing counter; missing (NaN) on its first value, and where it went back, as after a reset.</summary>
internal struct CounterRate
{
    private CounterGrowth _growth;
    private TimeSpan _at;

    /// <param name="value">The counter now.</param>
    /// <param name="at">Monotonic time of the reading.</param>
    /// <param name="decimals">Bytes need none; of errors, one in three seconds counts.</param>
    public double Next(ulong value, TimeSpan at, int decimals = 0)
    {
        var seconds = (at - _at).TotalSeconds;
        var growth = _growth.Next(value);
        _at = at;
        return seconds > 0 ? Math.Round(growth / seconds, decimals) : double.NaN;
    }

    public void Forget() => _growth.Forget();
}
