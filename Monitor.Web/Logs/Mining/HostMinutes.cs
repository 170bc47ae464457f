using System.Globalization;
using Monitor.Domain.Metrics;
using Monitor.Web.Store;

namespace Monitor.Web.Logs.Mining;

/// <summary>What is counted of the lines of one host, by minute. A series that was there once is told as 0 where nothing came.</summary>
internal sealed class HostMinutes
{
    /// <summary>Forms of a host that have a series of their own; the rest share one.</summary>
    public const int MostForms = 100;

    public const int MostSources = 100;

    private const string Other = "other";

    private readonly Dictionary<long, Dictionary<SeriesName, double>> _minutes = [];
    private readonly Dictionary<long, Dictionary<FormRow, int>> _forms = [];
    private readonly Dictionary<long, List<FormRow>> _errors = [];
    private readonly HashSet<SeriesName> _names = [new(LogMetrics.Hostile, ""), new(LogMetrics.Dropped, ""), new(LogMetrics.NewErrors, ""), new(LogMetrics.Bursts, "")];
    private readonly HashSet<string> _sources = new(StringComparer.Ordinal);
    private readonly HashSet<int> _ids = [];
    private readonly FormBursts _bursts = new();
    private (long Minute, Dictionary<int, (FormRow, int)> Forms) _closed = (-1, []);

    /// <param name="stream">What was told before the start: it keeps its series.</param>
    public HostMinutes(StreamEntry? stream)
    {
        foreach (var series in stream?.Series ?? [])
        {
            _names.Add(series.Name);
            foreach (var (label, value) in LabelSet.Parse(series.Labels))
            {
                if (label == "source")
                {
                    _sources.Add(value);
                }
                else if (label == "template" && int.TryParse(value, out var id))
                {
                    _ids.Add(id);
                }
            }
        }
    }

    /// <summary>The last minute that was told, in minutes since 1970.</summary>
    public long LastTold { get; private set; } = -1;

    /// <summary>The first minute of which anything is known.</summary>
    public long First { get; private set; } = long.MaxValue;

    /// <summary>The last minute in which anything came to this server.</summary>
    public long LastBusy { get; private set; } = -1;

    /// <summary>The errors that no server knew before the minute that was closed last.</summary>
    public IReadOnlyList<FormRow> NewErrors { get; private set; } = [];

    public void Add(long minute, string metric, string source, double count)
    {
        if (source.Length > 0 && !_sources.Contains(source) && !(_sources.Count < MostSources && _sources.Add(source)))
        {
            source = Other;
        }

        Count(minute, new SeriesName(metric, source.Length == 0 ? "" : Labels("source", source)), count);
    }

    public void Add(long minute, FormRow form)
    {
        First = Math.Min(First, minute);
        if (!_forms.TryGetValue(minute, out var counts))
        {
            _forms[minute] = counts = [];
        }

        counts[form] = counts.GetValueOrDefault(form) + 1;
    }

    /// <summary>An error that this server never saw before: whether another one did is known when the minute is closed.</summary>
    public void AddNewError(long minute, FormRow form)
    {
        if (!_errors.TryGetValue(minute, out var forms))
        {
            _errors[minute] = forms = [];
        }

        forms.Add(form);
    }

    /// <summary>Something came to this server then.</summary>
    public void KeepBusy(long minute) => LastBusy = Math.Max(LastBusy, minute);

    /// <summary>What there is to tell of a minute that is over.</summary>
    /// <param name="minute">In minutes since 1970. Its forms are saved.</param>
    public IReadOnlyList<KeyValuePair<SeriesName, double>> Close(long minute)
    {
        var counts = new Dictionary<SeriesName, double>(_minutes.GetValueOrDefault(minute) ?? []);
        _closed = (minute, []);
        foreach (var (row, count) in (_forms.GetValueOrDefault(minute) ?? []).OrderByDescending(f => f.Value))
        {
            var form = row.Now;
            var name = NameOf(form);
            counts[name] = counts.GetValueOrDefault(name) + count;
            _names.Add(name);
            if (_ids.Contains(form.Id))
            {
                _closed.Forms[form.Id] = (form, count + _closed.Forms.GetValueOrDefault(form.Id).Item2);
            }
        }

        NewErrors = [.. (_errors.GetValueOrDefault(minute) ?? []).Select(f => f.Now).Where(f => f.IsNew).Distinct()];
        counts[new(LogMetrics.NewErrors, "")] = NewErrors.Count;
        counts[new(LogMetrics.Bursts, "")] = _bursts.Of(_closed.Forms).Count;
        return [.. _names.Select(n => KeyValuePair.Create(n, counts.GetValueOrDefault(n)))];
    }

    /// <summary>The minute is in the database; what is older is told no more.</summary>
    /// <param name="minute">In minutes since 1970.</param>
    /// <param name="byAnother">Whether another server wrote it, who counted the same lines, but knows nothing of those that were dropped here.</param>
    /// <returns>The bursts that began with it.</returns>
    public IReadOnlyList<FormBurst> Told(long minute, bool byAnother = false)
    {
        if (byAnother && _minutes.TryGetValue(minute, out var counts) && counts.TryGetValue(new(LogMetrics.Dropped, ""), out var dropped))
        {
            Add(minute + 1, LogMetrics.Dropped, "", dropped);
        }

        Drop(_minutes, minute);
        Drop(_forms, minute);
        Drop(_errors, minute);
        LastTold = minute;
        return _closed.Minute == minute ? _bursts.Learn(_closed.Forms) : [];
    }

    private SeriesName NameOf(FormRow form) =>
        new(LogMetrics.Lines, _ids.Contains(form.Id) || (_ids.Count < MostForms && _ids.Add(form.Id))
            ? LabelSet.Canonical([new("program", form.Form.Program), new("template", form.Id.ToString(CultureInfo.InvariantCulture))])
            : Labels("template", Other));

    private void Count(long minute, SeriesName name, double count)
    {
        if (!_minutes.TryGetValue(minute, out var counts))
        {
            _minutes[minute] = counts = [];
        }

        counts[name] = counts.GetValueOrDefault(name) + count;
        _names.Add(name);
        First = Math.Min(First, minute);
    }

    private static void Drop<T>(Dictionary<long, T> minutes, long until)
    {
        foreach (var minute in minutes.Keys.Where(m => m <= until).ToList())
        {
            minutes.Remove(minute);
        }
    }

    private static string Labels(string name, string value) => LabelSet.Canonical([new(name, value)]);
}
