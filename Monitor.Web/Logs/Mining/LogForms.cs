using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Records;
using Monitor.Domain.Logs.Templates;

namespace Monitor.Web.Logs.Mining;

/// <summary>The forms of all programs with their rows. Used by one loop alone.</summary>
internal sealed class LogForms(LogTemplateStore store)
{
    private static readonly TimeSpan FirstDay = TimeSpan.FromDays(1);

    private readonly TemplateMiner _miner = new();
    private readonly Dictionary<MinedTemplate, FormRow> _rows = [];
    private readonly Dictionary<string, DateTimeOffset> _knownSince = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unread = new(StringComparer.Ordinal);
    private bool _isLoaded;

    /// <summary>Programs that made room for others so far.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Goes on with what was mined before the start.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (_isLoaded)
        {
            return;
        }

        // Those that were heard last have room, and are the last to make it.
        var programs = (await store.ReadAsync(cancellationToken)).GroupBy(t => t.Program).OrderByDescending(p => p.Max(t => t.LastSeenAt)).Take(_miner.MostPrograms);
        foreach (var saved in programs.Reverse().SelectMany(p => p))
        {
            Restore(saved);
        }

        Forget(_miner.MakeRoom());
        _isLoaded = true;
    }

    /// <param name="program">Whose line it is.</param>
    /// <param name="message">Without its head.</param>
    /// <param name="severity">Of the line.</param>
    /// <param name="hostId">Where it came from.</param>
    /// <param name="at">When it arrived.</param>
    /// <param name="isAgain">Whether the line is counted with its form by another server, or was before the start.</param>
    /// <param name="isNewError">Whether it is an error that the program, known for a day, never told so here; whether elsewhere, its row says when it is saved.</param>
    public FormRow Mine(string program, ReadOnlySpan<char> message, LogSeverity severity, int hostId, DateTimeOffset at, bool isAgain, out bool isNewError)
    {
        var form = _miner.Mine(program, message);
        isNewError = false;

        // As exact as the table keeps it: the two are compared.
        at = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));
        if (!_rows.TryGetValue(form, out var row))
        {
            _rows[form] = row = new FormRow(form, at, hostId);
            var isKnown = _knownSince.TryGetValue(form.Program, out var since);
            isNewError = severity <= LogSeverity.Error && isKnown && at - since >= FirstDay;
            _ = (isNewError || !isKnown) && _unread.Add(form.Program);
            Know(form.Program, at);
        }

        row.Lines += isAgain ? 0 : 1;
        row.See(severity, at, hostId);
        return row;
    }

    /// <summary>Writes what changed; afterwards every form that stands by itself has an id.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        await ReadBackAsync(cancellationToken);
        var merged = new List<(FormRow Row, FormRow Into)>();
        foreach (var row in _rows.Values.Where(r => r.Form.Into is not null).ToList())
        {
            var into = _rows.TryGetValue(row.Form.Now, out var known) ? known : _rows[row.Form.Now] = new FormRow(row.Form.Now, row.FirstSeenAt, row.FirstHostId);
            merged.Add((row, into));
        }

        await store.MergeAsync(merged, cancellationToken);
        foreach (var (row, into) in merged)
        {
            row.MergeInto(into);
            _rows.Remove(row.Form);
        }

        await store.SaveAsync(_rows.Values.Where(r => r.IsChanged).ToList(), cancellationToken);
        Forget(_miner.MakeRoom());
    }

    /// <summary>
    /// Programs that are new here may have been forgotten, or be known to other servers, as new errors may be: what the table has of them is gone on with, and takes in what it covers.
    /// </summary>
    private async Task ReadBackAsync(CancellationToken cancellationToken)
    {
        if (_unread.Count > 0)
        {
            foreach (var saved in await store.ReadAsync(_unread, cancellationToken))
            {
                Restore(saved);
            }

            _unread.Clear();
        }
    }

    private void Restore(LogTemplate saved)
    {
        var form = _miner.Restore(saved.Program, saved.Pattern);
        _rows.TryAdd(form, FormRow.Of(form, saved));
        Know(saved.Program, saved.FirstSeenAt);
    }

    /// <summary>They are in the table, and come back with their next line.</summary>
    private void Forget(IReadOnlySet<string> programs)
    {
        foreach (var form in _rows.Keys.Where(f => programs.Contains(f.Program)).ToList())
        {
            _rows.Remove(form);
        }

        foreach (var program in programs)
        {
            _knownSince.Remove(program);
        }

        Forgotten += programs.Count;
    }

    private void Know(string program, DateTimeOffset since)
    {
        if (!_knownSince.TryGetValue(program, out var known) || since < known)
        {
            _knownSince[program] = since;
        }
    }
}
