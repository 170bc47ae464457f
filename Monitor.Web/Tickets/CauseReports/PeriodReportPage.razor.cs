using System.Globalization;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Monitor.Domain.Access;
using Monitor.Domain.RootCause.Papers;
using Monitor.Domain.RootCause.Reports;
using Monitor.Domain.Tickets.Reports;
using Monitor.Web.Access.Pages;
using Monitor.Web.Components;
using Monitor.Web.Tickets.Reports;

namespace Monitor.Web.Tickets.CauseReports;

/// <summary>The root causes of some days. Which days and what of, stands in the address; the days are those of the reader's zone.</summary>
public sealed partial class PeriodReportPage(PeriodReader reader, ReportQueries choices, UserZone zone, TimeProvider time) : ActorComponent, IDisposable
{
    private const string Path = "/tickets/reports/causes";

    private static readonly int[] Ranges = [7, 30, 90];

    private ReportAsk _ask = new();
    private int? _hostId;
    private IReadOnlyList<string> _errors = [];
    private IReadOnlyList<NamedId> _groups = [];
    private Paper? _paper;
    private bool _isMissing;

    private ReportDays Shown => _ask.DaysAt(time.GetUtcNow(), zone.Zone);

    private string ExportAddress
    {
        get
        {
            var written = PeriodAddress.Write(_ask, _hostId);
            return $"/api/v1{Path.Replace("reports", "report", StringComparison.Ordinal)}{written}{(written.Length == 0 ? "?" : "&")}format=html&zone={Uri.EscapeDataString(zone.Zone.Id)}";
        }
    }

    protected override async Task OnInitializedAsync()
    {
        Navigation.LocationChanged += Moved;
        zone.Changed += Reread;
        ReadAddress(new Uri(Navigation.Uri).Query);
        if (RendererInfo.IsInteractive)
        {
            await LoadAsync(Permissions.TicketsReport, async actor => _groups = (await choices.ChoicesAsync(actor, Gone)).Groups);
            await ReadAsync();
        }
    }

    private Task ReadAsync() => !zone.IsKnown ? Task.CompletedTask : LoadAsync(Permissions.TicketsReport, async actor =>
    {
        var (ask, now) = (_ask, time.GetUtcNow());
        var days = ask.DaysAt(now, zone.Zone);
        var facts = await reader.ReadAsync(actor, new OccurrenceFilter { HostId = _hostId, GroupId = ask.GroupId }, days.From, days.To, now, Gone);

        // Of several that were asked for in a row, the last one is shown.
        if (ReferenceEquals(ask, _ask))
        {
            (_isMissing, _paper) = (facts is null, facts is null ? null : PeriodPaper.Of(facts, now, new PaperTimes(zone.Zone)));
        }
    });

    private void Moved(object? sender, LocationChangedEventArgs e)
    {
        if (new Uri(e.Location) is { AbsolutePath: Path } address)
        {
            ReadAddress(address.Query);
            Reread();
        }
    }

    private void ReadAddress(string query) =>
        (_ask, _hostId, _errors) = PeriodAddress.Read(QueryHelpers.ParseQuery(query).ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal));

    private void Reread() => _ = InvokeAsync(async () =>
    {
        StateHasChanged();
        await ReadAsync();
        StateHasChanged();
    });

    private void Go(ReportAsk ask) => Navigation.NavigateTo(Path + PeriodAddress.Write(ask, _hostId));

    /// <summary>The other end stays, unless it lies on the wrong side.</summary>
    private void GoRange(string? from, string? to)
    {
        var (first, last) = (Day(from) ?? Shown.First, Day(to) ?? Shown.Last);
        last = last.DayNumber - first.DayNumber >= ReportDays.Most ? first.AddDays(ReportDays.Most - 1) : last;
        Go(_ask with { Range = first <= last ? (first, last) : from is not null ? (first, first) : (last, last) });
    }

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, ReportAddress.Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 2000 and <= 2200 ? day : null;

    private static string DayText(DateOnly day) => day.ToString(ReportAddress.Day, CultureInfo.InvariantCulture);

    private static int? Id(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    public new void Dispose()
    {
        Navigation.LocationChanged -= Moved;
        zone.Changed -= Reread;
        base.Dispose();
    }
}
