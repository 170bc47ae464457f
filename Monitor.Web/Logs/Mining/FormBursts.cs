namespace Monitor.Web.Logs.Mining;

/// <summary>A form of lines that came far more often in a minute than it uses to.</summary>
internal readonly record struct FormBurst(FormRow Form, int Lines, double Usual);

/// <summary>
/// How often each form of a host's lines comes in a minute, and which come in a burst: ten times as often as on average over about an hour, and thirty times at least. What lasts becomes
/// usual within some twenty minutes. In the first half-hour everything is new, and nothing a burst.
/// </summary>
internal sealed class FormBursts
{
    private const int WarmUp = 30;
    private const int Least = 30;
    private const double Times = 10;
    private const int Memory = 60;

    private readonly Dictionary<int, double> _usual = [];
    private HashSet<int> _lasting = [];
    private int _minutes;

    /// <param name="counts">Lines of a minute by the id of their form. Nothing is learned from them yet.</param>
    public IReadOnlyList<FormBurst> Of(IReadOnlyDictionary<int, (FormRow Form, int Lines)> counts) => _minutes < WarmUp ? [] :
        [.. counts.Where(c => c.Value.Lines >= Least && c.Value.Lines >= Times * Level(c.Key)).Select(c => new FormBurst(c.Value.Form, c.Value.Lines, _usual.GetValueOrDefault(c.Key)))];

    /// <summary>The minute counts from now on.</summary>
    /// <returns>The bursts that began with it.</returns>
    public IReadOnlyList<FormBurst> Learn(IReadOnlyDictionary<int, (FormRow Form, int Lines)> counts)
    {
        var bursts = Of(counts);
        _minutes = Math.Min(_minutes + 1, Memory);
        foreach (var id in _usual.Keys.Union(counts.Keys).ToList())
        {
            // A burst moves what is usual by no more than what would not have been one.
            var lines = Math.Min(counts.TryGetValue(id, out var count) ? count.Lines : 0, Times * Level(id));
            _usual[id] = _usual.GetValueOrDefault(id) + ((lines - _usual.GetValueOrDefault(id)) / _minutes);
        }

        var before = _lasting;
        _lasting = [.. bursts.Select(b => b.Form.Id)];
        return [.. bursts.Where(b => !before.Contains(b.Form.Id))];
    }

    private double Level(int id) => Math.Max(1, _usual.GetValueOrDefault(id));
}
