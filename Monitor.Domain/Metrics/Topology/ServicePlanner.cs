using Monitor.Domain.Metrics.Matching;

namespace Monitor.Domain.Metrics.Topology;

/// <summary>What a file changes of services and of what they lean on.</summary>
internal sealed class ServicePlanner(TopologyState state, TopologyNames names, bool removesOthers)
{
    public const int MostServices = 1000;

    private readonly Dictionary<string, Service> _present = state.Services.ToDictionary(s => s.Name, StringComparer.Ordinal);
    private readonly ILookup<int, ServiceLink> _links = state.ServiceLinks.ToLookup(l => l.ServiceId);
    private readonly Dictionary<int, string> _serviceNames = state.Services.ToDictionary(s => s.Id, s => s.Name);

    public List<string> Errors { get; } = [];

    public List<TopologyChange> Changes { get; } = [];

    public void Plan(IReadOnlyList<TopologyServiceEntry> entries)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (Fault(entry, named) is { } fault)
            {
                Errors.Add($"Line {entry.Service.Line}: {fault}");
            }
        }

        if ((removesOthers ? named.Count : _present.Keys.Union(named).Count()) > MostServices)
        {
            Errors.Add($"There would be more than {MostServices} services. Leave some out.");
        }

        foreach (var entry in entries)
        {
            PlanService(entry);
        }

        foreach (var entry in entries)
        {
            PlanLinks(entry, named);
        }

        foreach (var gone in removesOthers ? state.Services.Where(s => !named.Contains(s.Name)) : [])
        {
            Changes.Add(new ServiceChange(TopologyAct.Removed, $"Service {gone.Name}, with its links", 0, gone.Id, gone.Name, gone.Matchers));
        }
    }

    private static string? Fault(TopologyServiceEntry entry, HashSet<string> named)
    {
        var name = entry.Service.Text;
        var hosts = entry.RunsOn.Count + entry.DependsOn.Count;
        return name.Length is 0 or > Service.NameLength || name != name.Trim() || name.Any(char.IsControl) || !WholeText.Is(name)
                ? $"a service's name has 1 to {Service.NameLength} characters on one line, without spaces around it."
            : !named.Add(name) ? $"the service {TopologyPlan.Said(name)} comes twice. Put both together."
            : hosts > Service.MostLinks || entry.Calls.Count > Service.MostLinks
                ? $"{TopologyPlan.Said(name)} leans on at most {Service.MostLinks} hosts and calls at most {Service.MostLinks} services."
            : entry.Matchers?.Contains('\0') == true || !WholeText.Is(entry.Matchers ?? "") ? $"what belongs to {TopologyPlan.Said(name)} is no text that can be kept."
            : !string.IsNullOrWhiteSpace(entry.Matchers) && MatcherList.TryParse(entry.Matchers, out var error) is null ? $"{TopologyPlan.Said(name)}: {error}"
            : null;
    }

    private void PlanService(TopologyServiceEntry entry)
    {
        var (name, said) = (entry.Service.Text, TopologyPlan.Said(entry.Service.Text));
        var matchers = entry.Matchers is null || MatcherList.TryParse(entry.Matchers, out _) is null && !string.IsNullOrWhiteSpace(entry.Matchers)
            ? null : string.IsNullOrWhiteSpace(entry.Matchers) ? "" : MatcherList.Text(MatcherList.Stored(entry.Matchers));
        if (!_present.TryGetValue(name, out var before))
        {
            Changes.Add(new ServiceChange(TopologyAct.Added, $"Service {said}", entry.Service.Line, null, name, matchers ?? ""));
        }
        else if (matchers is not null && matchers != before.Matchers)
        {
            Changes.Add(new ServiceChange(TopologyAct.Changed, $"What belongs to the service {said}", entry.Service.Line, before.Id, name, matchers));
        }
    }

    private void PlanLinks(TopologyServiceEntry entry, HashSet<string> named)
    {
        var before = _present.TryGetValue(entry.Service.Text, out var service) ? _links[service.Id].ToList() : [];
        var (hosts, called) = (new Dictionary<int, ServiceLinkKind>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var (name, kind) in entry.RunsOn.Select(n => (n, ServiceLinkKind.RunsOn)).Concat(entry.DependsOn.Select(n => (n, ServiceLinkKind.DependsOn))))
        {
            PlanHost(entry, name, kind, before, hosts);
        }

        foreach (var name in entry.Calls)
        {
            PlanCall(entry, name, before, called, named);
        }

        foreach (var link in removesOthers ? before : [])
        {
            // A host that is retired is not in the file, and may come back.
            if (link.HostId is { } hostId ? names.IsKnown(hostId) && !hosts.ContainsKey(hostId)
                : _serviceNames.TryGetValue(link.CalledServiceId!.Value, out var name) && !called.Contains(name))
            {
                var end = link.HostId is { } id ? names.NameOf(id) : _serviceNames[link.CalledServiceId!.Value];
                Changes.Add(new ServiceLinkChange(TopologyAct.Removed, Sentence(entry.Service.Text, link.Kind, end), 0, link.Id, entry.Service.Text, link.Kind, link.HostId, null));
            }
        }
    }

    private void PlanHost(TopologyServiceEntry entry, TopologyName name, ServiceLinkKind kind, List<ServiceLink> before, Dictionary<int, ServiceLinkKind> hosts)
    {
        if (names.Find(name) is not { } host)
        {
            return;
        }

        if (!hosts.TryAdd(host.Id, kind))
        {
            if (hosts[host.Id] != kind)
            {
                Errors.Add($"Line {name.Line}: {TopologyPlan.Said(entry.Service.Text)} runs on {TopologyPlan.Said(host.Name)}, so it depends on it anyway. Name the host once.");
            }

            return;
        }

        var text = Sentence(entry.Service.Text, kind, host.Name);
        if (before.Find(l => l.HostId == host.Id) is not { } link)
        {
            Changes.Add(new ServiceLinkChange(TopologyAct.Added, text, name.Line, null, entry.Service.Text, kind, host.Id, null));
        }
        else if (link.Kind != kind)
        {
            Changes.Add(new ServiceLinkChange(TopologyAct.Changed, text, name.Line, link.Id, entry.Service.Text, kind, host.Id, null));
        }
    }

    private void PlanCall(TopologyServiceEntry entry, TopologyName name, List<ServiceLink> before, HashSet<string> called, HashSet<string> named)
    {
        var (self, said) = (entry.Service.Text, TopologyPlan.Said(name.Text));
        if (name.Text == self)
        {
            Errors.Add($"Line {name.Line}: {said} cannot call itself. Leave it out.");
        }
        else if (!named.Contains(name.Text) && (removesOthers || !_present.ContainsKey(name.Text)))
        {
            Errors.Add($"Line {name.Line}: there is no service {said}{(removesOthers ? " in this file" : "")}. Add it to the file's services.");
        }
        else if (called.Add(name.Text) && !before.Exists(l => l.CalledServiceId is { } id && _serviceNames.GetValueOrDefault(id) == name.Text))
        {
            Changes.Add(new ServiceLinkChange(TopologyAct.Added, Sentence(self, ServiceLinkKind.Calls, name.Text), name.Line, null, self, ServiceLinkKind.Calls, null, name.Text));
        }
    }

    private static string Sentence(string service, ServiceLinkKind kind, string end) => $"{TopologyPlan.Said(service)} {Words(kind)} {TopologyPlan.Said(end)}";

    private static string Words(ServiceLinkKind kind) => kind switch
    {
        ServiceLinkKind.RunsOn => "runs on",
        ServiceLinkKind.DependsOn => "depends on",
        _ => "calls",
    };
}
