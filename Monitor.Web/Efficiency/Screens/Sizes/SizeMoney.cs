using System.Globalization;
using Monitor.Web.Efficiency.Reading;

namespace Monitor.Web.Efficiency.Screens.Sizes;

/// <summary>What proposals save and what they cost a month, in one currency.</summary>
public sealed record SizeMoney(string Currency, decimal Saved, decimal Cost)
{
    /// <summary>By currency, what is most first: groups may count in others.</summary>
    public static IReadOnlyList<SizeMoney> Of(IEnumerable<SizeLine> lines) =>
    [
        .. lines.GroupBy(l => l.Currency, StringComparer.Ordinal).Select(g =>
        {
            var all = g.SelectMany(l => l.Size.Proposals).ToList();
            return new SizeMoney(g.Key, all.Where(p => p.Month > 0).Sum(p => p.Month), -all.Where(p => p.Month < 0).Sum(p => p.Month));
        }).OrderByDescending(m => m.Saved + m.Cost).ThenBy(m => m.Currency, StringComparer.Ordinal),
    ];

    public static string Text(decimal amount, string currency) => Math.Abs(amount).ToString("#,0.00", CultureInfo.InvariantCulture) + " " + currency;
}
