using System.Globalization;
using Microsoft.AspNetCore.Components;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Service;
using Monitor.Web.Components;

namespace Monitor.Web.Tickets.Views;

/// <summary>The controls of a list's filter. Each writes its part of the address, in the words of the address; a change goes back to the first page.</summary>
public sealed partial class TicketFilterBar
{
    private const string StateName = "state";
    private const string PriorityName = "priority";
    private const string KindName = "kind";
    private const string CategoryName = "category";
    private const string TeamName = "team";
    private const string HostName = "host";
    private const string AssigneeName = "assignee";
    private const string RequesterName = "requester";
    private const string TagName = "tag";
    private const string AnyCategory = "Any category";
    private const string AnyTeam = "Any team";
    private const string AnyHost = "Any host";

    private static readonly (string Value, string Title)[] States =
        [("", "To do"), .. Enum.GetNames<TicketState>().Select(s => (s, s)), ("Resolved,Closed", "Done"), ("all", "Any state")];

    private static readonly (string Value, string Title)[] Priorities =
        [("", "Any priority"), ("Urgent", "Urgent"), ("High,Urgent", "High and Urgent"), ("High", "High"), ("Medium", "Medium"), ("Low", "Low")];

    private static readonly (string Value, string Title)[] Kinds = [("", "Any kind"), .. Enum.GetNames<TicketKind>().Select(k => (k, k))];

    private static readonly (string Name, string Title)[] Days =
        [("createdFrom", "Created from"), ("createdTo", "to"), ("updatedFrom", "Changed from"), ("updatedTo", "to")];

    private bool _open;

    [Parameter, EditorRequired]
    public required TicketListQuery Query { get; set; }

    [Parameter, EditorRequired]
    public required TicketChoices Choices { get; set; }

    [Parameter]
    public bool IsBoard { get; set; }

    /// <summary>For those who see more than their own tickets.</summary>
    [Parameter]
    public bool IsWide { get; set; }

    [Parameter]
    public EventCallback<TicketListQuery> OnChange { get; set; }

    private TicketFilter Filter => Query.Filter;

    private string StatesText => Filter.States switch
    {
        null => "",
        [] => "all",
        { } states when states.SequenceEqual(TicketListQuery.NotDone) => "",
        { } states => string.Join(',', states),
    };

    private (string, string)[] Assignees => [("", "Anybody's"), ("me", "Mine"), ("nobody", "Nobody's"), .. Choices.Assignees.Select(a => (Id(a.Id), a.Name))];

    private (string, string)[] Requesters =>
        [("", "Any requester"), ("me", "Me"), ("nobody", "Monitor"), .. Choices.Requester is { } one ? [(Id(one.Id), one.Name)] : Array.Empty<(string, string)>()];

    private (string, string)[] Tags => [("", "Any tag"), .. Choices.Tags.Select(t => (t, t))];

    /// <summary>How many of the further filters are in use.</summary>
    private int Further => (Filter.Kinds.Count > 0 ? 1 : 0) + (Filter.CategoryId is null ? 0 : 1) + (Filter.TeamId is null ? 0 : 1) + (Filter.HostId is null ? 0 : 1)
        + (Filter.Requester == default ? 0 : 1) + (Filter.Tag.Length > 0 ? 1 : 0) + Days.Count(d => Moment(d.Name) is not null);

    private bool IsFiltered => Further > 0 || Filter.Text.Length > 0 || StatesText.Length > 0 || Filter.Priorities.Count > 0 || Filter.Assignee != default;

    private Task GoAsync(TicketFilter filter) => OnChange.InvokeAsync(Query with { Filter = filter, Page = 1 });

    private Task ClearAsync() => GoAsync(new TicketFilter { Queue = Filter.Queue, States = TicketListQuery.NotDone });

    /// <summary>The address with these parts instead of its own.</summary>
    private Task Parts(Dictionary<string, string> parts) =>
        OnChange.InvokeAsync(TicketListAddress.OfScreen(TicketListAddress.With(TicketListAddress.WriteOfScreen(Query with { Page = 1 }), parts)));

    private static (string, string)[] Of(IReadOnlyList<NamedId> choices, string any) => [("", any), .. choices.Select(c => (Id(c.Id), c.Name))];

    private static string Id(int? id) => id?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Person(TicketPerson person) => person.Kind switch
    {
        TicketPersonKind.Me => "me",
        TicketPersonKind.Nobody => "nobody",
        TicketPersonKind.One => Id(person.Id),
        _ => "",
    };

    private DateTimeOffset? Moment(string name) => name switch
    {
        "createdFrom" => Filter.CreatedFrom,
        "createdTo" => Filter.CreatedTo,
        "updatedFrom" => Filter.UpdatedFrom,
        _ => Filter.UpdatedTo,
    };

    /// <summary>The last day of a range belongs to it: its end is the beginning of the next.</summary>
    private string DayOf(string name) => Moment(name) is { } at ? Zone.Typed(name.EndsWith("To", StringComparison.Ordinal) ? at.AddTicks(-1) : at, "yyyy-MM-dd") : "";

    private string DayText(string name, string? text)
    {
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day.Year is < 2000 or > 2200)
        {
            return "";
        }

        var midnight = (name.EndsWith("To", StringComparison.Ordinal) ? day.AddDays(1) : day).ToDateTime(TimeOnly.MinValue);
        return new WallClock(Zone.Zone).First(midnight).UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
    }
}
