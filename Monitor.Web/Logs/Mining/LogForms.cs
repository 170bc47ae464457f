using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Templates;

namespace Monitor.Web.Logs.Mining;

/// <summary>The forms of all programs with their rows. Used by one loop alone.</summary>
internal sealed class LogForms(LogTemplateStore store)
{
    private static readonly TimeSpan FirstDay = TimeSpan.FromDays(1);

    private readonly TemplateMiner _miner = new();
    private readonly Dictionary<MinedTemplate, FormRow> _rows = [];
    private readonly Dictionary<string, DateTimeOffset> _knownSince = new(StringComparer.Ordinal);
    private bool _isLoaded;

    /// <summary>Goes on with what was mined before the start.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (_isLoaded)
        {
            return;
        }

        foreach (var saved in await store.ReadAsync(cancellationToken))
        {
            var form = _miner.Restore(saved.Program, saved.Pattern);
            if (!_rows.ContainsKey(form))
            {
                _rows[form] = new FormRow(form, saved.FirstSeenAt, saved.FirstHostId)
                {
                    Id = saved.Id, LastSeenAt = saved.LastSeenAt, Severity = saved.Severity, SavedPattern = saved.Pattern,
                };
            }

            Know(saved.Program, saved.FirstSeenAt);
        }

        _isLoaded = true;
    }

    /// <param name="program">Whose line it is.</param>
    /// <param name="message">Without its head.</param>
    /// <param name="severity">Of the line.</param>
    /// <param name="hostId">Where it came from.</param>
    /// <param name="at">When it arrived.</param>
    /// <param name="isAgain">Whether the line was counted with its form before the start.</param>
    /// <param name="isNewError">Whether it is an error that the program, known for a day, never told so before.</param>
    public FormRow Mine(string program, ReadOnlySpan<char> message, LogSeverity severity, int hostId, DateTimeOffset at, bool isAgain, out bool isNewError)
    {
        var form = _miner.Mine(program, message);
        isNewError = false;
        if (!_rows.TryGetValue(form, out var row))
        {
            _rows[form] = row = new FormRow(form, at, hostId);
            isNewError = severity <= LogSeverity.Error && _knownSince.TryGetValue(program, out var since) && at - since >= FirstDay;
            Know(program, at);
        }

        row.Lines += isAgain ? 0 : 1;
        row.LastSeenAt = at > row.LastSeenAt ? at : row.LastSeenAt;
        row.Severity = severity < row.Severity ? severity : row.Severity;
        return row;
    }

    /// <summary>The row of what the form has become.</summary>
    public FormRow Now(FormRow row) => _rows.GetValueOrDefault(row.Form.Now) ?? row;

    /// <summary>Writes what changed; afterwards every form that stands by itself has an id.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        var merged = new List<(FormRow Row, FormRow Into)>();
        foreach (var row in _rows.Values.Where(r => r.Form.Into is not null).ToList())
        {
            var into = _rows.TryGetValue(row.Form.Now, out var known)
                ? known
                : _rows[row.Form.Now] = new FormRow(row.Form.Now, row.FirstSeenAt, row.FirstHostId) { Severity = row.Severity, LastSeenAt = row.LastSeenAt };
            merged.Add((row, into));
        }

        await store.MergeAsync(merged, cancellationToken);
        foreach (var (row, into) in merged)
        {
            into.Lines += row.Lines;
            _rows.Remove(row.Form);
        }

        await store.SaveAsync(_rows.Values.Where(r => r.IsChanged).ToList(), cancellationToken);
    }

    private void Know(string program, DateTimeOffset since)
    {
        if (!_knownSince.TryGetValue(program, out var known) || since < known)
        {
            _knownSince[program] = since;
        }
    }
}
