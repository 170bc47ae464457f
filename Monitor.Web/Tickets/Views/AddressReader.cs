using System.Globalization;
using Monitor.Domain.Tickets;

namespace Monitor.Web.Tickets.Views;

/// <summary>Reads the parts of an address one by one; what it does not know becomes an error and counts as not said.</summary>
internal sealed class AddressReader(IReadOnlyDictionary<string, string> parts)
{
    private readonly List<string> _errors = [];

    public IReadOnlyList<string> Errors => _errors;

    public string Text(string name, int most)
    {
        var text = TicketText.Line(Part(name));
        return text.Length <= most ? text : Wrong(name, $"has at most {most} characters", "");
    }

    public int? Id(string name)
    {
        var text = Part(name);
        return text.Length == 0 ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id
            : Wrong<int?>(name, "must be a whole number", null);
    }

    public DateTimeOffset? Time(string name)
    {
        var text = Part(name);
        return text.Length == 0 ? null
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time
            : Wrong<DateTimeOffset?>(name, "must be a time such as 2026-11-20T12:00:00Z", null);
    }

    public DateOnly? Day(string name)
    {
        var text = Part(name);
        return text.Length == 0 ? null
            : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 2000 and <= 2200 ? day
            : Wrong<DateOnly?>(name, "must be a day such as 2026-11-20", null);
    }

    public TicketPerson Person(string name) => Part(name).ToLowerInvariant() switch
    {
        "" => default,
        "me" => new(TicketPersonKind.Me),
        "nobody" => new(TicketPersonKind.Nobody),
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) => new(TicketPersonKind.One, id),
        _ => Wrong(name, "is the id of a person, me or nobody", default(TicketPerson)),
    };

    public T One<T>(string name, T usual)
        where T : struct, Enum
    {
        var text = Part(name);
        return text.Length == 0 ? usual : TryName(text, out T value) ? value : Wrong(name, $"is one of {Known<T>()}", usual);
    }

    public IReadOnlyList<T> Many<T>(string name)
        where T : struct, Enum
    {
        var values = new List<T>();
        foreach (var text in Part(name).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(20))
        {
            if (!TryName(text, out T value))
            {
                return Wrong<IReadOnlyList<T>>(name, $"is one of {Known<T>()}", []);
            }

            values.Add(value);
        }

        return [.. values.Distinct().Order()];
    }

    public IReadOnlyList<TicketState>? States() =>
        string.Equals(Part("state"), "all", StringComparison.OrdinalIgnoreCase) ? [] : Many<TicketState>("state") is { Count: > 0 } states ? states : null;

    public (TicketSort Sort, bool IsDescending) Sort()
    {
        var text = Part("sort");
        var isDescending = text.StartsWith('-');
        var name = text.TrimStart('-');
        return name.Length == 0 ? default
            : TryName(name, out TicketSort sort) && sort != TicketSort.Usual ? (sort, isDescending)
            : Wrong("sort", $"is one of {string.Join(", ", Enum.GetNames<TicketSort>().Skip(1)).ToLowerInvariant()}, with - in front downwards", default((TicketSort, bool)));
    }

    private string Part(string name) => parts.GetValueOrDefault(name, "").Trim();

    private T Wrong<T>(string name, string what, T instead)
    {
        _errors.Add($"`{name}` {what}.");
        return instead;
    }

    private static string Known<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetNames<T>());

    /// <summary>By name only: `Enum.TryParse` alone would also take any number.</summary>
    private static bool TryName<T>(string text, out T value)
        where T : struct, Enum =>
        Enum.TryParse(text, ignoreCase: true, out value) && Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase);
}
