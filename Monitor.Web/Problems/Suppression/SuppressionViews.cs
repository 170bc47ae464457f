using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Suppression;

namespace Monitor.Web.Problems.Suppression;

/// <summary>Where a silence or a maintenance window stands.</summary>
public enum SuppressionState
{
    Active,
    Coming,
    Over,
}

/// <summary>The states that lists are about.</summary>
public static class SuppressionStates
{
    public static IReadOnlyCollection<SuppressionState> All { get; } = Enum.GetValues<SuppressionState>();

    public static IReadOnlyCollection<SuppressionState> NotOver { get; } = [SuppressionState.Active, SuppressionState.Coming];

    /// <summary>By what stands in the address of a page; without anything there those that are not over.</summary>
    public static IReadOnlyCollection<SuppressionState> Of(string selected) => selected switch
    {
        "" => NotOver,
        "over" => [SuppressionState.Over],
        _ => All,
    };
}

/// <summary>A silence in a list.</summary>
public sealed record SilenceLine(Silence Silence, string Author, SuppressionState State, bool MayChange);

/// <summary>A maintenance window in a list, with the occurrence that is open now or comes next.</summary>
public sealed record MaintenanceLine(MaintenanceWindow Window, string Author, SuppressionState State, Occurrence? Next, bool MayChange);

/// <summary>A problem that matchers fit.</summary>
public sealed record MatchedProblem(int Id, int HostId, string HostName, string Summary, Severity Severity);

/// <summary>What matchers fit now, of what the person sees; the lists are their beginnings.</summary>
public sealed record MatchPreview(int HostCount, IReadOnlyList<(int Id, string Name)> Hosts, int ProblemCount, IReadOnlyList<MatchedProblem> Problems)
{
    /// <summary>What is wrong with the matchers; null: nothing.</summary>
    public string? Error { get; init; }
}
