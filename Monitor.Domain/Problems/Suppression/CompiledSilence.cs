using Monitor.Domain.Metrics;

namespace Monitor.Domain.Problems.Suppression;

/// <summary>A silence, ready to be asked.</summary>
internal sealed class CompiledSilence(SilenceFact fact)
{
    private readonly SuppressionScope _scope = new(fact.Silence.Matchers, fact.Silence.GroupIds, fact.Silence.TeamIds);

    public Silence Silence => fact.Silence;

    public bool Covers(SuppressionHost host) => _scope.Covers(host);

    public bool Covers(SuppressionHost host, SuppressionSubject subject, IReadOnlyList<KeyValuePair<string, string>> labels) =>
        _scope.Covers(host, subject, labels);

    public SuppressionReason Reason() => new()
    {
        Kind = SuppressionKind.Silence,
        Id = Silence.Id,
        Text = $"silenced by {fact.Author} until {UtcText.Of(Silence.EndsAt)}: {Silence.Reason}",
        Link = $"/problems/silences/{Silence.Id}",
        Since = Silence.From,
        Until = Silence.EndsAt,
    };
}
