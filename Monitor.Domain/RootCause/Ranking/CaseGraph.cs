namespace Monitor.Domain.RootCause.Ranking;

/// <summary>The nodes that the symptom's node needs, directly or through others, and which node needs which of them. Circles are allowed.</summary>
internal sealed class CaseGraph
{
    private readonly Dictionary<string, List<string>> _callees = new(StringComparer.Ordinal);
    private readonly HashSet<string> _reached = new(StringComparer.Ordinal);

    public CaseGraph(IReadOnlyList<(string Caller, string Callee)> calls, string symptom)
    {
        foreach (var (caller, callee) in calls)
        {
            if (caller != callee)
            {
                (_callees.TryGetValue(caller, out var known) ? known : _callees[caller] = []).Add(callee);
            }
        }

        var next = new Queue<string>([symptom]);
        _reached.Add(symptom);
        while (next.TryDequeue(out var node))
        {
            foreach (var callee in CalleesOf(node))
            {
                if (_reached.Add(callee))
                {
                    next.Enqueue(callee);
                }
            }
        }
    }

    public bool Reaches(string node) => _reached.Contains(node);

    public IReadOnlyList<string> CalleesOf(string node) => _callees.TryGetValue(node, out var callees) ? callees : [];
}
