using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Suppression;
using Monitor.Domain.Tickets.Service;

namespace Monitor.Web.Tickets.Service.Escalation;

/// <summary>A clock with the steps of its ladder that are taken now, in their order.</summary>
internal sealed record EscalationMoment(SlaRun Run, string Policy, IReadOnlyList<EscalationStep> Steps)
{
    /// <summary>Which promise, and how it stands: <c>First response is due 2026-11-20 15:00 UTC, in 15 min (Standard)</c>.</summary>
    public string Words(DateTimeOffset now)
    {
        var due = Run.DueAt ?? now;
        var how = due > now ? $"is due {UtcText.Of(due)}, in {ValueText.Duration(due - now)}"
            : now - due < TimeSpan.FromMinutes(1) ? $"was due {UtcText.Of(due)} and is late now"
            : $"was due {UtcText.Of(due)} and is late by {ValueText.Duration(now - due)}";
        return $"{SlaWords.Of(Run.Clock)} {how} ({Policy})";
    }
}
