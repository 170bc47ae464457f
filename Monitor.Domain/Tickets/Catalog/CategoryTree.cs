namespace Monitor.Domain.Tickets.Catalog;

/// <summary>All categories as the tree that they are. Survives what a database should never hold: a circle, a parent that is gone.</summary>
public sealed class CategoryTree(IEnumerable<TicketCategory> categories)
{
    private readonly Dictionary<int, TicketCategory> _byId = categories.ToDictionary(c => c.Id);

    public static CategoryTree Empty { get; } = new([]);

    public TicketCategory? Find(int? id) => id is { } one ? _byId.GetValueOrDefault(one) : null;

    /// <summary>The category and those above it, nearest first; empty for none.</summary>
    public IReadOnlyList<TicketCategory> Chain(int? id)
    {
        var chain = new List<TicketCategory>();
        for (var one = Find(id); one is not null && !chain.Contains(one); one = Find(one.ParentId))
        {
            chain.Add(one);
        }

        return chain;
    }

    /// <summary>Where a new ticket of this category goes: to its team, or to that of the nearest category above; null: to none.</summary>
    public int? TeamOf(int? id) => Chain(id).FirstOrDefault(c => c.TeamId is not null)?.TeamId;

    /// <summary>As people read it, such as <c>Hardware / Printer</c>; empty for none.</summary>
    public string PathOf(int? id) => string.Join(" / ", Chain(id).Reverse().Select(c => c.Name));

    /// <summary>True when neither the category nor any above it is retired.</summary>
    public bool IsOffered(int id) => Chain(id) is { Count: > 0 } chain && chain.All(c => c.RetiredAt is null);

    /// <summary>The category and everything below it.</summary>
    public IReadOnlySet<int> Below(int id) => _byId.Values.Where(c => Chain(c.Id).Any(above => above.Id == id)).Select(c => c.Id).ToHashSet();

    /// <summary>Each category after the one above it, by name; level 0 at the top.</summary>
    public IReadOnlyList<(TicketCategory Category, int Level)> InOrder() =>
        [.. _byId.Values.Select(c => (Category: c, Level: Chain(c.Id).Count - 1, Key: string.Join('\u0001', Chain(c.Id).Reverse().Select(a => a.Name.ToUpperInvariant()))))
            .OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => (c.Category, c.Level))];

    /// <summary>Why the category (0: a new one) cannot stand below this one; null when it can.</summary>
    public string? RefuseParent(int id, int? parentId)
    {
        if (parentId is null)
        {
            return null;
        }

        var above = Chain(parentId);
        var deepest = id == 0 ? 0 : Below(id).Max(b => Chain(b).Count) - Chain(id).Count;
        return above.Count == 0 ? "The category above it is gone. Reload the page."
            : above.Any(c => c.Id == id) ? "A category cannot stand below itself."
            : above.Count + 1 + deepest > TicketCategory.DeepestLevel ? $"Categories are at most {TicketCategory.DeepestLevel} levels deep. Choose one further up."
            : null;
    }
}
