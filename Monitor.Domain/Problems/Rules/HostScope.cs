using System.Text.Json.Serialization;

namespace Monitor.Domain.Problems.Rules;

/// <summary>A host as scopes see it; tags as <c>key=value</c>.</summary>
public sealed record ScopedHost(int Id, int GroupId, IReadOnlySet<string> Tags);

/// <summary>
/// The hosts of a rule: those named, and those that lie in one of the groups (or below it) and carry every one of the tags. Nothing at all means every host.
/// </summary>
public sealed record HostScope
{
    public static HostScope All { get; } = new();

    public IReadOnlyList<int> Groups { get; init => field = value ?? []; } = [];

    /// <summary>As <c>key=value</c>.</summary>
    public IReadOnlyList<string> Tags { get; init => field = value ?? []; } = [];

    public IReadOnlyList<int> Hosts { get; init => field = value ?? []; } = [];

    [JsonIgnore]
    public bool IsAll => Groups.Count == 0 && Tags.Count == 0 && Hosts.Count == 0;

    public bool Includes(ScopedHost host, GroupTree groups)
    {
        if (IsAll || Hosts.Contains(host.Id))
        {
            return true;
        }

        return (Groups.Count > 0 || Tags.Count > 0)
            && (Groups.Count == 0 || groups.PathUp(host.GroupId).Any(g => Groups.Contains(g.Id)))
            && Tags.All(host.Tags.Contains);
    }
}
