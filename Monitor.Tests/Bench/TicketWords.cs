using System.Text;

namespace Monitor.Tests.Bench;

/// <summary>
/// Texts like those of tickets: a few hundred words of the trade, some very common and most of them rare, among thousands of names that occur a few times. The
/// same seed gives the same texts.
/// </summary>
internal sealed class TicketWords(int seed)
{
    private const string Trade =
        "printer password login network slow screen laptop email outlook vpn disk full error update install access folder shared account locked phone headset mouse keyboard "
        + "monitor docking station teams meeting camera sound wifi cable server database backup restore failed timeout certificate expired license request new user leaves joins "
        + "department invoice report export import spreadsheet macro crash freeze blue reboot driver firmware battery charger broken replace order delivery toner paper jam scanner "
        + "fax mailbox quota spam phishing link attachment calendar invitation room booking projector display resolution cursor flicker noise fan overheating memory cpu process "
        + "service stopped queue message broker cluster node replica lag storage array raid controller switch port router firewall rule blocked proxy dns name resolution address "
        + "lease gateway route packet loss latency bandwidth site branch office floor desk reception warehouse factory shift machine terminal badge reader door alarm camera";

    private static readonly string[] Common = [.. Trade.Split(' ').Distinct()];
    private static readonly string[] Small = ["the", "a", "is", "not", "since", "this", "morning", "and", "on", "of", "to", "my", "we", "it", "does", "work", "after", "when", "please", "again"];
    private static readonly string[] Rare = [.. Enumerable.Range(0, 4000).Select(Name)];

    private readonly Random _random = new(seed);

    public Random Random => _random;

    /// <summary>A word that people search for: mostly of the trade, the common ones more often.</summary>
    public string Word() => _random.Next(10) < 8 ? Common[(int)(Common.Length * Math.Pow(_random.NextDouble(), 2))] : Rare[_random.Next(Rare.Length)];

    public string Title() => Capital(Words(3, 7, small: 3));

    public string Text(int least, int most) => Capital(Words(least, most, small: 2)) + ".";

    /// <summary>What is typed into a search: one or two words, one time in ten with a letter missing.</summary>
    public string Search()
    {
        var words = _random.Next(2) == 0 ? Word() : $"{Word()} {Word()}";
        return _random.Next(10) == 0 && words.Length > 5 ? words.Remove(_random.Next(2, words.Length - 2), 1) : words;
    }

    private string Words(int least, int most, int small)
    {
        var text = new StringBuilder();
        for (var i = _random.Next(least, most + 1); i > 0; i--)
        {
            text.Append(text.Length > 0 ? " " : "").Append(_random.Next(small) == 0 ? Small[_random.Next(Small.Length)] : Word());
        }

        return text.ToString();
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Name(int index)
    {
        const string consonants = "bdfgklmnprstvz";
        const string vowels = "aeiou";
        var name = new StringBuilder();
        for (var rest = (index * 7919) + 17; name.Length < 7; rest = (rest / 70) + index)
        {
            name.Append(consonants[rest % consonants.Length]).Append(vowels[rest / consonants.Length % vowels.Length]);
        }

        return name.ToString();
    }
}
