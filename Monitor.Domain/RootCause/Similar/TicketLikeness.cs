using System.Text.RegularExpressions;

namespace Monitor.Domain.RootCause.Similar;

/// <summary>
/// How alike two tickets are, from 0 to 1, and why. The same fingerprint (host, rule and labels) says almost everything; else the cause, the rule, the metric,
/// the host and the words of the title count together. Words are compared as sets (Jaccard 1912), without numbers, which differ each time.
/// </summary>
/// <param name="Reasons">At least one, the weightiest first.</param>
public sealed partial record TicketLikeness(double Score, IReadOnlyList<string> Reasons)
{
    /// <summary>What is less alike is not called alike.</summary>
    public const double Least = .3;

    private const double LeastWords = .3;

    /// <summary>Null where they are not alike enough.</summary>
    public static TicketLikeness? Of(TicketTraits one, TicketTraits other)
    {
        var parts = new List<(double Weight, string Reason)>();
        var isSame = one.Fingerprints.Overlaps(other.Fingerprints);
        var cause = one.CauseKeys.FirstOrDefault(other.CauseKeys.Contains);
        var words = Words(one.Title, other.Title);
        Add(isSame, .7, "the same problem on the same host");
        Add(cause is not null, .45, $"the same probable cause ({CauseNames.Of(cause ?? "")})");
        Add(!isSame && one.RuleIds.Overlaps(other.RuleIds), .3, "the same rule");
        Add(!isSame && one.Metric is { Length: > 0 } metric && metric == other.Metric, .1, "the same metric");
        Add(!isSame && one.HostId is not null && one.HostId == other.HostId, .1, "the same host");
        Add(words >= LeastWords, .4 * words, "similar words");
        var score = Math.Min(1, parts.Sum(p => p.Weight));
        return score < Least ? null : new TicketLikeness(score, [.. parts.OrderByDescending(p => p.Weight).Select(p => p.Reason)]);

        void Add(bool holds, double weight, string reason)
        {
            if (holds)
            {
                parts.Add((weight, reason));
            }
        }
    }

    /// <summary>Those that are most alike, the most alike first; of equal ones the newer.</summary>
    public static IReadOnlyList<(TicketTraits Ticket, TicketLikeness Likeness)> Rank(TicketTraits one, IEnumerable<TicketTraits> others, int most) =>
    [
        .. others.Where(o => o.Id != one.Id).Select(o => (Ticket: o, Likeness: Of(one, o))).Where(o => o.Likeness is not null).Select(o => (o.Ticket, Likeness: o.Likeness!))
            .OrderByDescending(o => o.Likeness.Score).ThenByDescending(o => o.Ticket.CreatedAt).ThenByDescending(o => o.Ticket.Id).Take(most),
    ];

    private static double Words(string one, string other)
    {
        var (a, b) = (WordsOf(one), WordsOf(other));
        var both = a.Count(b.Contains);
        return a.Count + b.Count - both == 0 ? 0 : (double)both / (a.Count + b.Count - both);
    }

    private static HashSet<string> WordsOf(string text) =>
        [.. Word().Matches(text.Length > 300 ? text[..300] : text).Select(m => m.Value.ToLowerInvariant()).Where(w => w is not ("the" or "of" or "is" or "and" or "limit"))];

    [GeneratedRegex(@"\p{L}[\p{L}\p{Nd}_.-]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
