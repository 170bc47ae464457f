using System.Security.Cryptography;
using System.Text;

namespace Monitor.Domain.Metrics.Topology;

/// <summary>
/// What a file would change. With errors nothing of it is to be written. Hosts that nobody knows are listed and their links left out: a file makes no hosts.
/// A file that says what is so already changes nothing.
/// </summary>
public sealed record TopologyPlan(IReadOnlyList<string> Errors, IReadOnlyList<TopologyName> UnknownHosts, IReadOnlyList<TopologyChange> Changes)
{
    /// <summary>Names what was shown, so that something else is not written because of it.</summary>
    public string Stamp => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Changes.Select(c => c.ToString())))));

    public int Count(TopologyAct act) => Changes.Count(c => c.Act == act);

    /// <param name="document">The file as it was read.</param>
    /// <param name="state">All that there is.</param>
    /// <param name="removesOthers">Also takes away links and services that the file does not name.</param>
    public static TopologyPlan Make(TopologyDocument document, TopologyState state, bool removesOthers)
    {
        var names = new TopologyNames(state);
        var services = new ServicePlanner(state, names, removesOthers);
        services.Plan(document.Services);
        var parents = new ParentPlanner(state, names, removesOthers);
        parents.Plan(document.Hosts);
        return new TopologyPlan([.. names.Errors, .. services.Errors, .. parents.Errors], names.Unknown, [.. services.Changes, .. parents.Changes]);
    }

    /// <summary>Text of a file in a sentence: short, and on one line.</summary>
    internal static string Said(string text)
    {
        var line = string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
        return line.Length <= 60 ? line : line[..(char.IsHighSurrogate(line[59]) ? 59 : 60)] + "…";
    }
}
