using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets;

namespace Monitor.Web.Tickets.Views;

/// <summary>
/// The query part of a list's address, read and written: the same names on screens, in saved views, in the API and in exports. A column or a value that is
/// not on the list here is an error in the API and left out on a screen; no text of an address reaches the database as anything but a value.
/// </summary>
internal static class TicketListAddress
{
    public const int PagesMost = 1000;

    /// <summary>Each name with what it takes, as the API describes it.</summary>
    public static IReadOnlyList<(string Name, string Help)> Names { get; } =
    [
        ("view", "A ready-made list: mine, team, unassigned, late, soon, hosts or all."),
        ("state", "One or more of New, Open, Pending, Resolved, Closed, with commas between; or all."),
        ("priority", "One or more of Low, Medium, High, Urgent, with commas between."),
        ("kind", "One or more of Incident, Request, Problem, Change, with commas between."),
        ("category", "The id of a category; those below it count too."),
        ("team", "The id of a team."),
        ("assignee", "The id of a person, me or nobody."),
        ("requester", "The id of a person, me or nobody."),
        ("tag", "A tag."),
        ("host", "The id of a host."),
        ("text", "Words of the title, the description or a comment; or a number."),
        ("createdFrom", "Not older than this time."),
        ("createdTo", "Older than this time."),
        ("updatedFrom", "Changed at this time or later."),
        ("updatedTo", "Changed before this time."),
        ("sort", "A column: number, title, state, priority, category, host, team, assignee, requester, created, changed or due; with - in front downwards."),
        ("page", "The page, from 1, of a list that is sorted by anything but number."),
    ];

    public static (TicketListQuery Query, IReadOnlyList<string> Errors) Read(IReadOnlyDictionary<string, string> parts)
    {
        var reader = new AddressReader(parts);
        var (sort, isDescending) = reader.Sort();
        var query = new TicketListQuery
        {
            Filter = new TicketFilter
            {
                Queue = reader.One("view", TicketQueue.All),
                States = reader.States(),
                Priorities = reader.Many<TicketPriority>("priority"),
                Kinds = reader.Many<TicketKind>("kind"),
                CategoryId = reader.Id("category"),
                TeamId = reader.Id("team"),
                Assignee = reader.Person("assignee"),
                Requester = reader.Person("requester"),
                Tag = reader.Text("tag", TicketTag.TagLength).ToLowerInvariant(),
                HostId = reader.Id("host"),
                Text = reader.Text("text", TicketSearch.TextLength),
                CreatedFrom = reader.Time("createdFrom"),
                CreatedTo = reader.Time("createdTo"),
                UpdatedFrom = reader.Time("updatedFrom"),
                UpdatedTo = reader.Time("updatedTo"),
            },
            Sort = sort,
            IsDescending = isDescending,
            Page = Math.Clamp(reader.Id("page") ?? 1, 1, PagesMost),
        };
        return (query, reader.Errors);
    }

    /// <summary>For programs: a name that is not on the list, such as a filter that is spelled wrong, would else be a list of more than was asked for.</summary>
    /// <param name="others">What the route itself takes besides.</param>
    public static IReadOnlyList<string> Unknown(IEnumerable<string> names, params IReadOnlyCollection<string> others) =>
    [
        .. names.Where(n => !Names.Any(known => string.Equals(known.Name, n, StringComparison.OrdinalIgnoreCase)) && !others.Contains(n, StringComparer.OrdinalIgnoreCase)).Take(5)
            .Select(n => $"`{WholeText.Cut(n, 41)}` is no part of this address. There are {string.Join(", ", Names.Select(known => known.Name).Concat(others))}."),
    ];

    /// <summary>What a screen shows for the query part of its address; what it does not know is left out.</summary>
    public static TicketListQuery OfScreen(string query) =>
        Read(QueryHelpers.ParseQuery(query).ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal)).Query.ForScreen();

    /// <summary>The query part of an address with other values for some names; an empty one takes the name away.</summary>
    public static string With(string query, IReadOnlyDictionary<string, string> parts)
    {
        var all = QueryHelpers.ParseQuery(query).ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);
        foreach (var (name, value) in parts)
        {
            all[name] = value;
        }

        return string.Join('&', all.Where(p => p.Value.Length > 0).Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}"));
    }

    /// <summary>The address of what a screen shows, without what it would show anyway.</summary>
    public static string WriteOfScreen(TicketListQuery query)
    {
        var filter = query.Filter;
        var isUsualOrder = query.Sort == TicketSort.Host && !query.IsDescending && filter is { Queue: TicketQueue.Hosts, Text.Length: 0 };
        return Write(query with
        {
            Filter = filter with { States = filter.States is { } states && states.SequenceEqual(TicketListQuery.NotDone) ? null : filter.States },
            Sort = isUsualOrder ? TicketSort.Usual : query.Sort,
        });
    }

    /// <summary>Only what differs from the usual; begins with a question mark unless it is empty.</summary>
    public static string Write(TicketListQuery query)
    {
        var filter = query.Filter;
        (string Name, string? Value)[] parts =
        [
            ("view", filter.Queue == TicketQueue.All ? null : Lower(filter.Queue)),
            ("state", filter.States is null ? null : filter.States.Count is 0 or 5 ? "all" : string.Join(',', filter.States)),
            ("priority", List(filter.Priorities)),
            ("kind", List(filter.Kinds)),
            ("category", Number(filter.CategoryId)),
            ("team", Number(filter.TeamId)),
            ("assignee", Person(filter.Assignee)),
            ("requester", Person(filter.Requester)),
            ("tag", Blank(filter.Tag)),
            ("host", Number(filter.HostId)),
            ("text", Blank(filter.Text)),
            ("createdFrom", Moment(filter.CreatedFrom)),
            ("createdTo", Moment(filter.CreatedTo)),
            ("updatedFrom", Moment(filter.UpdatedFrom)),
            ("updatedTo", Moment(filter.UpdatedTo)),
            ("sort", query.Sort == TicketSort.Usual ? null : (query.IsDescending ? "-" : "") + Lower(query.Sort)),
            ("page", query.Page > 1 ? Number(query.Page) : null),
        ];
        var written = string.Join('&', parts.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!).Replace("%2C", ",", StringComparison.Ordinal)}"));
        return written.Length == 0 ? "" : "?" + written;
    }

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string? List<T>(IReadOnlyList<T> values) => values.Count == 0 ? null : string.Join(',', values);

    private static string? Number(int? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static string? Blank(string text) => text.Length == 0 ? null : text;

    private static string? Moment(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string? Person(TicketPerson person) => person.Kind switch
    {
        TicketPersonKind.Anybody => null,
        TicketPersonKind.Me => "me",
        TicketPersonKind.Nobody => "nobody",
        _ => Number(person.Id),
    };
}
