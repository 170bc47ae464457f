using System.Globalization;
using Monitor.Domain.Efficiency;

namespace Monitor.Web.Efficiency.Reading;

/// <summary>What is asked of a fleet: as it is, with more load, without a host, or with some moved to another one. A lost host goes before moved ones, these before more load.</summary>
public sealed record CapacityQuestion(double? More, int? Lose, IReadOnlyList<int> Move, int? To)
{
    public const double LeastMore = -100;
    public const double MostMore = 1000;
    public const int MostMoved = 100;

    /// <summary>As it stands in an address; what is wrong with it in words, where something is.</summary>
    public static (CapacityQuestion? Question, string? Fault) Read(double? more, int? lose, string? move, int? to)
    {
        if (more is { } percent && !(percent is >= LeastMore and <= MostMore))
        {
            return (null, $"'more' is a percentage from {LeastMore} to {MostMore}.");
        }

        var moved = (move ?? "").Split(',', MostMoved + 2, StringSplitOptions.RemoveEmptyEntries)
            .Select(t => int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).ToList();
        return moved.Contains(0) || moved.Count > MostMoved || (moved.Count > 0 && to is null)
            ? (null, $"'move' is up to {MostMoved} ids of hosts with commas between, 'to' the id of the host that they go to.")
            : (new CapacityQuestion(more, lose, moved, to), null);
    }

    /// <summary>Null where a host that is named is not among those that are looked at.</summary>
    public WhatIfResult? Answer(CapacityView view)
    {
        var there = view.Hosts.Select(h => h.HostId).ToHashSet();
        return Lose is { } lost ? there.Contains(lost) ? WhatIf.Lose(view.Hosts, lost, view.Policy) : null
            : Move.Count > 0 && To is { } to ? Move.Append(to).All(there.Contains) ? WhatIf.Move(view.Hosts, Move, to, view.Policy) : null
            : WhatIf.MoreLoad(view.Hosts, More ?? 0, view.Policy);
    }
}
