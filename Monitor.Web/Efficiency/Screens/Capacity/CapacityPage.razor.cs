using System.Globalization;
using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Efficiency;
using Monitor.Web.Access.Pages;
using Monitor.Web.Components;
using Monitor.Web.Efficiency.Reading;
using Monitor.Web.Live;

namespace Monitor.Web.Efficiency.Screens.Capacity;

/// <summary>How much room there is, what will be full, and what would be if, live. What is asked is in the URL.</summary>
public sealed partial class CapacityPage(CapacityReader reader, EfficiencyGroups groups, LiveFeed feed, TimeProvider time) : ActorComponent
{
    private const int PageSize = 15;

    private static readonly (string Key, string Title)[] Modes = [("", "More load"), ("lose", "Lose a host"), ("move", "Move hosts")];

    private CapacityView? _view;
    private IReadOnlyList<NamedId> _groups = [];
    private IReadOnlyList<NamedId> _hosts = [];

    [SupplyParameterFromQuery]
    public int? Group { get; set; }

    [SupplyParameterFromQuery(Name = "if")]
    public string? If { get; set; }

    /// <summary>As it was typed: it may be no number.</summary>
    [SupplyParameterFromQuery]
    public string? More { get; set; }

    [SupplyParameterFromQuery]
    public int? Lose { get; set; }

    [SupplyParameterFromQuery]
    public string? Move { get; set; }

    [SupplyParameterFromQuery]
    public int? To { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    public int? PageNumber { get; set; }

    /// <summary>The page of the hosts of the answer.</summary>
    [SupplyParameterFromQuery]
    public int? Rows { get; set; }

    private string Mode => If is "lose" or "move" ? If : "";

    private int[] Moved => [.. (Move ?? "").Split(',', CapacityQuestion.MostMoved + 1, StringSplitOptions.RemoveEmptyEntries).Select(t => int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0).Distinct()];

    private bool IsAsked => Mode switch { "lose" => Lose is not null, "move" => Moved.Length > 0 && To is not null, _ => !string.IsNullOrWhiteSpace(More) };

    protected override void OnInitialized() => Follow(feed, time, ReadAsync, LiveFeed.Efficiency, LiveFeed.Forecasts);

    protected override Task OnParametersSetAsync() => ReadAsync();

    private Task ReadAsync() => LoadAsync(Permissions.EfficiencyRead, async actor =>
    {
        _groups = await groups.ListAsync(actor, Gone);
        _view = await reader.ReadAsync(actor, Group, Gone);
        _hosts = [.. _view.Hosts.Select(h => new NamedId(h.HostId, h.Name)).OrderBy(h => h.Name, StringComparer.OrdinalIgnoreCase)];
    });

    /// <summary>What is asked as one question; what is wrong with it where something is.</summary>
    private (CapacityQuestion? Question, string? Fault) Question() => Mode switch
    {
        "lose" => CapacityQuestion.Read(null, Lose, null, null),
        "move" => CapacityQuestion.Read(null, null, Move, To),
        _ when !double.TryParse(More, NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) || !(percent is >= CapacityQuestion.LeastMore and <= CapacityQuestion.MostMore) =>
            (null, $"More load is a number of percent from {CapacityQuestion.LeastMore} to {CapacityQuestion.MostMore:#,0}; below 0 is less."),
        _ => CapacityQuestion.Read(double.Parse(More!, NumberStyles.Float, CultureInfo.InvariantCulture), null, null, null),
    };

    private void AddMoved(int? id)
    {
        if (id is { } host && !Moved.Contains(host) && Moved.Length < CapacityQuestion.MostMoved)
        {
            Go("move", string.Join(',', Moved.Append(host)));
        }
    }

    private void TakeMoved(int id) => Go("move", string.Join(',', Moved.Where(m => m != id)));

    private string NameOf(int id) => _hosts.FirstOrDefault(h => h.Id == id)?.Name ?? string.Create(CultureInfo.InvariantCulture, $"host {id}");

    private void GoRows(int page) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("rows", page == 1 ? null : (int?)page));

    private void Go(string name, string? value) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        [name] = string.IsNullOrEmpty(value) ? null : value,
        ["rows"] = null,
    }));

    private void GoGroup(int? group) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["group"] = group, ["page"] = null, ["rows"] = null, ["lose"] = null, ["move"] = null, ["to"] = null,
    }));
}
