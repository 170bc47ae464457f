namespace Monitor.Domain.Tickets.Service;

/// <summary>What one policy promises, in the hours of its calendar, with its ladder.</summary>
public sealed record SlaTerms(int PolicyId, string Name, ServiceHours Hours)
{
    public TimeSpan? FirstResponse { get; init; }

    public TimeSpan? NextUpdate { get; init; }

    public TimeSpan? Resolution { get; init; }

    public IReadOnlyList<EscalationStep> Steps { get; init; } = [];

    public static SlaTerms Of(SlaPolicy policy, ServiceHours hours, IReadOnlyList<EscalationStep> steps) => new(policy.Id, policy.Name, hours)
    {
        FirstResponse = policy.FirstResponse, NextUpdate = policy.NextUpdate, Resolution = policy.Resolution, Steps = steps,
    };

    public TimeSpan? Target(SlaClock clock) => clock switch
    {
        SlaClock.FirstResponse => FirstResponse,
        SlaClock.NextUpdate => NextUpdate,
        _ => Resolution,
    };
}
