using Monitor.Domain.Wire;

namespace Monitor.Agent.Collectors;

/// <summary>
/// The values of one tick by ordinal. Series are only ever added, so an ordinal keeps its meaning while the agent runs; a series that has vanished is
/// missing (NaN here, null on the wire). Steady state allocates nothing.
/// </summary>
internal sealed class SampleVector(int limit = SampleVector.DefaultLimit)
{
    /// <summary>The server takes no more series of one host.</summary>
    public const int DefaultLimit = 2000;

    private readonly List<WireSeries> _series = [];
    private double[] _values = new double[64];
    private readonly List<(string Name, string Text)> _states = [];
    private readonly Queue<(string Name, string Text)> _changed = [];
    private string? _schemaId;

    public IReadOnlyList<WireSeries> Series => _series;

    /// <summary>Series that found no place.</summary>
    public int Refused { get; private set; }

    public ReadOnlySpan<double> Values => _values.AsSpan(0, _series.Count);

    public string Schema => _schemaId ??= SchemaId.Of(_series);

    /// <summary>Makes all values missing.</summary>
    public void Begin() => _values.AsSpan().Fill(double.NaN);

    /// <summary>Sets a value whose ordinal is kept by the caller; an ordinal below zero asks for a place on the first real value.</summary>
    public void Set(ref int ordinal, string metric, double value, string? label = null, string? labelValue = null)
    {
        if (!double.IsFinite(value))
        {
            return;
        }

        if (ordinal < 0)
        {
            ordinal = Add(metric, label, labelValue);
        }

        if (ordinal < _series.Count)
        {
            _values[ordinal] = value;
        }
    }

    /// <summary>A text state of the host as it is now; only a change is handed on.</summary>
    public void State(string name, string text)
    {
        var at = 0;
        while (at < _states.Count && _states[at].Name != name)
        {
            at++;
        }

        if (at == _states.Count)
        {
            _states.Add((name, text));
        }
        else if (_states[at].Text != text)
        {
            _states[at] = (name, text);
        }
        else
        {
            return;
        }

        _changed.Enqueue((name, text));
    }

    /// <summary>The next state that changed since it was last taken.</summary>
    public bool TakeState(out (string Name, string Text) state) => _changed.TryDequeue(out state);

    private int Add(string metric, string? label, string? labelValue)
    {
        if (_series.Count >= limit)
        {
            Refused++;
            return int.MaxValue;
        }

        if (_series.Count == _values.Length)
        {
            var filled = _values.Length;
            Array.Resize(ref _values, filled * 2);
            _values.AsSpan(filled).Fill(double.NaN);
        }

        _series.Add(new WireSeries(metric, label is null ? [] : [new(label, labelValue!)]));
        _schemaId = null;
        return _series.Count - 1;
    }
}
