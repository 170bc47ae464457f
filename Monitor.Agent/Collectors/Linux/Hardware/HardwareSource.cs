namespace Monitor.Agent.Collectors.Linux.Hardware;

/// <summary>One small file below /sys and the series that it becomes.</summary>
/// <param name="metric">The series' name.</param>
/// <param name="label">The label's name, such as <c>sensor</c>.</param>
/// <param name="name">The label's value, such as <c>nvme0 Composite</c>.</param>
/// <param name="path">The file.</param>
/// <param name="parse">The value from the file's text without the space around it; NaN for what is none.</param>
internal sealed class HardwareSource(string metric, string label, string name, string path, Func<string, double> parse)
{
    private string _path = path;
    private Func<string, double> _parse = parse;
    private double _value = double.NaN;
    private int _ordinal = -1;

    public (string Metric, string Name) Key => (metric, name);

    /// <summary>Counts are read each minute, temperatures six times as often.</summary>
    public bool IsSlow { get; init; }

    /// <summary>Reads the file; what cannot be read or is no number leaves the value missing.</summary>
    public void Read() => Volatile.Write(ref _value, SysText.Read(_path) is { } text ? _parse(text) : double.NaN);

    public void Forget() => Volatile.Write(ref _value, double.NaN);

    /// <summary>The same series, found again: the kernel may have numbered its folders anew.</summary>
    public void Follow(HardwareSource found) => (_path, _parse) = (found._path, found._parse);

    public void Put(SampleVector vector) => vector.Set(ref _ordinal, metric, Volatile.Read(ref _value), label, name);
}
