using Monitor.Domain.Metrics;

namespace Monitor.Domain.Problems.Suppression;

/// <summary>
/// Why nobody is to be told: silences, maintenance, dependencies, acknowledged and snoozed tickets as they were at one moment, compiled. Immutable, safe
/// for several threads; no clock: every question brings its moment.
/// </summary>
public sealed class SuppressionSet
{
    private readonly SuppressionFacts _facts;
    private readonly Dictionary<int, SuppressionHost> _hosts;
    private readonly CompiledSilence[] _silences;
    private readonly CompiledWindow[] _windows;
    private readonly ServicesOnHosts _services;
    private readonly Dictionary<int, DownHost> _down;
    private readonly ILookup<int, TicketHold> _holds;

    public SuppressionSet(SuppressionFacts facts)
        : this(facts, null)
    {
    }

    private SuppressionSet(SuppressionFacts facts, SuppressionSet? compiled)
    {
        _facts = facts;
        _hosts = compiled?._hosts ?? facts.Hosts.ToDictionary(h => h.Id);
        _silences = compiled?._silences ?? [.. facts.Silences.OrderBy(s => s.Silence.Id).Select(s => new CompiledSilence(s))];
        _windows = compiled?._windows ?? [.. facts.Windows.OrderBy(w => w.Id).Select(w => new CompiledWindow(w, _hosts.Values))];
        _services = compiled?._services ?? new ServicesOnHosts(facts.Services);
        Dependencies = compiled?.Dependencies ?? new HostDependencies(facts.Links);
        _down = facts.Down.GroupBy(d => d.HostId).ToDictionary(g => g.Key, g => g.MinBy(d => d.Since)!);
        _holds = facts.Holds.ToLookup(h => h.TicketId);
    }

    public static SuppressionSet Empty { get; } = new(new SuppressionFacts());

    public HostDependencies Dependencies { get; }

    /// <summary>The same with other hosts down, for one who knows better than the last reading of the tables; cheap.</summary>
    public SuppressionSet WithDown(IEnumerable<DownHost> down) => new(_facts with { Down = [.. down] }, this);

    /// <summary>The same with other holds of tickets; cheap.</summary>
    public SuppressionSet WithHolds(IEnumerable<TicketHold> holds) => new(_facts with { Holds = [.. holds] }, this);

    /// <summary>All reasons at a moment, in the order of <see cref="SuppressionKind"/>, then by id; none: somebody is told. An unknown host has none of its own.</summary>
    public IReadOnlyList<SuppressionReason> ReasonsFor(SuppressionSubject subject, DateTimeOffset at)
    {
        var reasons = new List<SuppressionReason>();
        if (_hosts.TryGetValue(subject.HostId, out var host))
        {
            reasons.AddRange(_windows.Select(w => w.Reason(host.Id, at)).OfType<SuppressionReason>());
            AddSilences(reasons, host, subject, at);
        }

        if (Dependency(subject) is { } dependency)
        {
            reasons.Add(dependency);
        }

        if (subject.TicketId is { } ticketId)
        {
            reasons.AddRange(_holds[ticketId].Where(h => h.Since <= at && (h.Until is null || at < h.Until)).OrderBy(h => h.Kind).Select(Reason));
        }

        return reasons;
    }

    /// <summary>The maintenance of a host at a moment; null outside of any.</summary>
    public SuppressionReason? MaintenanceOf(int hostId, DateTimeOffset at)
    {
        foreach (var window in _windows)
        {
            if (window.Reason(hostId, at) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

    /// <summary>The hosts that a maintenance window of this set is about.</summary>
    public IReadOnlyCollection<int> HostsOf(int windowId) => Array.Find(_windows, w => w.Window.Id == windowId)?.HostIds ?? [];

    /// <summary>The hosts of which a silence of this set silences at least something.</summary>
    public IReadOnlyList<int> HostsOfSilence(int silenceId) =>
        Array.Find(_silences, s => s.Silence.Id == silenceId) is { } one ? [.. _hosts.Values.Where(one.Covers).Select(h => h.Id)] : [];

    /// <summary>The first moment after this one at which an answer can change by time alone; null: never.</summary>
    public DateTimeOffset? NextChangeAt(DateTimeOffset after)
    {
        var changes = _silences.SelectMany(s => new[] { s.Silence.From, s.Silence.EndsAt })
            .Concat(_windows.Select(w => w.Times.At(after).Until))
            .Concat(_holds.SelectMany(h => h).SelectMany(h => new[] { h.Since, h.Until ?? DateTimeOffset.MaxValue }))
            .Where(at => at > after && at < DateTimeOffset.MaxValue);
        return changes.Select(at => (DateTimeOffset?)at).Min();
    }

    private void AddSilences(List<SuppressionReason> reasons, SuppressionHost host, SuppressionSubject subject, DateTimeOffset at)
    {
        IReadOnlyList<KeyValuePair<string, string>>? labels = null;
        foreach (var silence in _silences)
        {
            if (silence.Silence.IsActive(at) && silence.Covers(host, subject, labels ??= LabelSet.Parse(subject.Labels)))
            {
                reasons.Add(silence.Reason());
            }
        }
    }

    private SuppressionReason? Dependency(SuppressionSubject subject)
    {
        var causes = Dependencies.CutOffBy(subject.HostId, _down.ContainsKey);
        if (causes.Count > 0)
        {
            var down = _down[causes[0]];
            var more = causes.Count == 1 ? "" : $" and {causes.Count - 1} more in front of it";
            return Dependency(down, $"{down.HostName}{more}, through which it is reached, {(causes.Count == 1 ? "is" : "are")} down");
        }

        // What runs on a host that is down is down with it; its silence itself is told.
        return _down.TryGetValue(subject.HostId, out var own) && own.RuleKey != subject.RuleKey ? Dependency(own, "the host itself is down") : ServiceDown(subject);
    }

    /// <summary>What a service shows, to whatever host it shows it, is down with the hosts that it runs on.</summary>
    private SuppressionReason? ServiceDown(SuppressionSubject subject)
    {
        if (_down.Count == 0 || SuppressionFacts.DownRules.Contains(subject.RuleKey) || !_hosts.TryGetValue(subject.HostId, out var host)
            || _services.DownOf(host, subject, DownBy) is not ({ } service, [var first, .. var others]))
        {
            return null;
        }

        var more = others.Count == 0 ? "" : $" and {others.Count} more";
        return Dependency(first, $"{first.HostName}{more}, which the service {service.Name} needs, {(others.Count == 0 ? "is" : "are")} down");
    }

    /// <summary>Why a host cannot be reached: it is down, or what is in front of it is.</summary>
    private DownHost? DownBy(int hostId) =>
        _down.TryGetValue(hostId, out var own) ? own
        : Dependencies.CutOffBy(hostId, _down.ContainsKey) is [var first, ..] ? _down[first]
        : null;

    private static SuppressionReason Dependency(DownHost down, string text) => new()
    {
        Kind = SuppressionKind.Dependency,
        Id = down.ProblemId,
        Text = $"{text} since {UtcText.Of(down.Since)}",
        Link = $"/problems?host={down.HostId}",
        Since = down.Since,
        DownHostId = down.HostId,
        DownProblemId = down.ProblemId,
    };

    private static SuppressionReason Reason(TicketHold hold) => new()
    {
        Kind = hold.Kind,
        Id = hold.TicketNumber,
        Text = $"{(hold.Kind == SuppressionKind.Snoozed ? "snoozed" : "acknowledged")} by {hold.By} on ticket #{hold.TicketNumber}"
            + $"{(hold.Until is { } until ? $" until {UtcText.Of(until)}" : "")}{(hold.Note.Length == 0 ? "" : $": {hold.Note}")}",
        Link = $"/tickets/{hold.TicketNumber}",
        Since = hold.Since,
        Until = hold.Until,
    };
}
