namespace Monitor.Domain.Metrics.Topology;

/// <summary>What a file changes of which host stands behind which. A circle is refused: nothing in it could be reached through anything.</summary>
internal sealed class ParentPlanner(TopologyState state, TopologyNames names, bool removesOthers)
{
    private readonly Dictionary<(int Child, int Parent), long> _lines = [];

    public List<string> Errors { get; } = [];

    public List<TopologyChange> Changes { get; } = [];

    public void Plan(IReadOnlyList<TopologyHostEntry> entries)
    {
        var links = state.HostLinks.Select(l => (Child: l.ChildId, Parent: l.ParentId)).ToHashSet();
        var said = new HashSet<(int, int)>();
        var hosts = new HashSet<int>();
        foreach (var entry in entries)
        {
            if (names.Find(entry.Host) is not { } child)
            {
                // Their names are looked at all the same, so that all that are unknown are listed.
                _ = entry.Behind.Count(n => names.Find(n) is not null);
                continue;
            }

            if (!hosts.Add(child.Id))
            {
                Errors.Add($"Line {entry.Host.Line}: the host {TopologyPlan.Said(entry.Host.Text)} comes twice. Put both together.");
            }

            foreach (var name in entry.Behind)
            {
                Add(child, name, links, said);
            }
        }

        foreach (var (child, parent) in removesOthers ? links.Where(l => !said.Contains(l) && names.IsKnown(l.Child) && names.IsKnown(l.Parent)).Order().ToList() : [])
        {
            links.Remove((child, parent));
            Changes.Add(new HostLinkChange(TopologyAct.Removed, Sentence(child, parent), 0, child, parent));
        }

        Check(links);
    }

    private void Add(TopologyHost child, TopologyName name, HashSet<(int, int)> links, HashSet<(int, int)> said)
    {
        if (names.Find(name) is not { } parent)
        {
            return;
        }

        if (parent.Id == child.Id)
        {
            Errors.Add($"Line {name.Line}: {TopologyPlan.Said(child.Name)} cannot stand behind itself. Leave it out.");
        }
        else if (said.Add((child.Id, parent.Id)) && links.Add((child.Id, parent.Id)))
        {
            _lines[(child.Id, parent.Id)] = name.Line;
            Changes.Add(new HostLinkChange(TopologyAct.Added, Sentence(child.Id, parent.Id), name.Line, child.Id, parent.Id));
        }
    }

    private void Check(HashSet<(int Child, int Parent)> links)
    {
        var parents = links.ToLookup(l => l.Child, l => l.Parent);
        foreach (var child in parents.Where(p => p.Count() > HostLink.MostParents))
        {
            Errors.Add($"{Line(child.Select(p => (child.Key, p)))}{TopologyPlan.Said(names.NameOf(child.Key))} stands behind at most {HostLink.MostParents} others. Leave some out.");
        }

        if (HostCircle.Find(parents) is { } circle)
        {
            var steps = circle.Select((id, i) => (id, circle[(i + 1) % circle.Count]));
            var path = string.Join(" → ", circle.Append(circle[0]).Select(id => TopologyPlan.Said(names.NameOf(id))));
            Errors.Add($"{Line(steps)}the hosts would stand behind each other in a circle: {path}. Take one of these links out.");
        }
    }

    /// <summary>The first line of the file that adds one of the links.</summary>
    private string Line(IEnumerable<(int Child, int Parent)> links) =>
        links.Where(_lines.ContainsKey).Select(l => (long?)_lines[l]).Min() is { } line ? $"Line {line}: " : "";

    private string Sentence(int child, int parent) => $"{TopologyPlan.Said(names.NameOf(child))} stands behind {TopologyPlan.Said(names.NameOf(parent))}";
}
