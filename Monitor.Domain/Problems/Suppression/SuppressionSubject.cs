using Monitor.Domain.Metrics;

namespace Monitor.Domain.Problems.Suppression;

/// <summary>A host as suppression sees it.</summary>
/// <param name="Groups">The host's group and all above it, nearest first, by id and name.</param>
public sealed record SuppressionHost(int Id, string Name, IReadOnlyList<HostGroup> Groups, int? TeamId, IReadOnlyList<HostTag> Tags);

/// <summary>What somebody would be told about: a rule's problem on a host. The ticket is null while there is none.</summary>
public readonly record struct SuppressionSubject(int HostId, string RuleKey, string Metric, string Labels, Severity Severity, int? TicketId = null);
