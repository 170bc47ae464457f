using System.Globalization;
using Microsoft.AspNetCore.Components.Routing;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets.Reports;
using Monitor.Web.Access.Pages;
using Monitor.Web.Components;

namespace Monitor.Web.Tickets.Reports;

/// <summary>Figures over many tickets. Which days and which tickets stands in the address; the days are those of the reader's zone.</summary>
public sealed partial class ReportPage(ReportQueries reports, UserZone zone, TimeProvider time) : ActorComponent, IDisposable
{
    private const string Path = "/tickets/reports";
    private const string AnyCategory = "Any category";
    private const string AnyTeam = "Any team";
    private const string AnyGroup = "Any host group";

    private static readonly int[] Ranges = [7, 30, 90, 365];

    private static readonly (string Value, string Title)[] Priorities =
        [("", "Any priority"), ("Urgent", "Urgent"), ("High,Urgent", "High and Urgent"), ("High", "High"), ("Medium", "Medium"), ("Low", "Low")];

    private ReportAsk _ask = new();
    private IReadOnlyList<string> _errors = [];
    private ReportChoices _choices = ReportChoices.None;
    private TicketFigures? _figures;
    private bool _busy;

    /// <summary>The days of the address, before the figures are there.</summary>
    private ReportDays Shown => _ask.DaysAt(time.GetUtcNow(), zone.Zone);

    private bool IsNarrowed => _ask.CategoryId is not null || _ask.TeamId is not null || _ask.GroupId is not null || _ask.Priorities.Count > 0;

    protected override async Task OnInitializedAsync()
    {
        Navigation.LocationChanged += Moved;
        zone.Changed += Reread;
        (_ask, _errors) = ReportAddress.Read(new Uri(Navigation.Uri).Query);

        // What is painted before the page is live would be counted twice.
        if (RendererInfo.IsInteractive)
        {
            await LoadAsync(Permissions.TicketsReport, async actor => _choices = await reports.ChoicesAsync(actor, Gone));
            await ReadAsync();
        }
    }

    /// <summary>Before the zone is known nobody knows where the days begin; it comes with the browser's first word.</summary>
    private Task ReadAsync() => !zone.IsKnown ? Task.CompletedTask : LoadAsync(Permissions.TicketsReport, async actor =>
    {
        var ask = _ask;
        _busy = true;
        try
        {
            var figures = await reports.ReadAsync(actor, ask, zone.Zone, Gone);

            // Of several that were asked for in a row, the last one is shown.
            _figures = ReferenceEquals(ask, _ask) ? figures : _figures;
        }
        finally
        {
            _busy = false;
        }
    });

    private void Moved(object? sender, LocationChangedEventArgs e)
    {
        if (new Uri(e.Location) is { AbsolutePath: Path } address)
        {
            (_ask, _errors) = ReportAddress.Read(address.Query);
            Reread();
        }
    }

    private void Reread() => _ = InvokeAsync(async () =>
    {
        StateHasChanged();
        await ReadAsync();
        StateHasChanged();
    });

    private void Go(ReportAsk ask) => Navigation.NavigateTo(Path + ReportAddress.Write(ask.Page == _ask.Page ? ask with { Page = 1 } : ask));

    /// <summary>The other end stays where it is, unless it lies on the wrong side or too far away.</summary>
    private void GoFrom(string? text)
    {
        if (Day(text) is { } first)
        {
            Go(_ask with { Range = (first, Between(Shown.Last, first, first.AddDays(ReportDays.Most - 1))) });
        }
    }

    private void GoTo(string? text)
    {
        if (Day(text) is { } last)
        {
            Go(_ask with { Range = (Between(Shown.First, last.AddDays(1 - ReportDays.Most), last), last) });
        }
    }

    private static DateOnly Between(DateOnly day, DateOnly earliest, DateOnly latest) => day < earliest ? earliest : day > latest ? latest : day;

    private void GoPriority(string names) => Go(_ask with { Priorities = ReportAddress.Read("?priority=" + names).Ask.Priorities });

    private string ExportAddress(string format)
    {
        var written = ReportAddress.Write(_ask);
        return $"/api/v1/tickets/report/export{written}{(written.Length == 0 ? "?" : "&")}zone={Uri.EscapeDataString(zone.Zone.Id)}&format={format}";
    }

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, ReportAddress.Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 2000 and <= 2200 ? day : null;

    private static string DayText(DateOnly day) => day.ToString(ReportAddress.Day, CultureInfo.InvariantCulture);

    private static (string, string)[] Of(IReadOnlyList<NamedId> choices, string any) => [("", any), .. choices.Select(c => (Id(c.Id), c.Name))];

    private static string Id(int? id) => id?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    public new void Dispose()
    {
        Navigation.LocationChanged -= Moved;
        zone.Changed -= Reread;
        base.Dispose();
    }
}
