using System.Globalization;
using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Web.Access.Audit;
using Monitor.Web.Components;

namespace Monitor.Web.Access.Pages;

public sealed partial class AuditPage
{
    private const int Size = 100;

    private IReadOnlyList<AuditEntry>? _rows;
    private IReadOnlyDictionary<AuditThing, string> _names = new Dictionary<AuditThing, string>();
    private bool _more;
    private string _actor = "";
    private string _subject = "";
    private DateTime? _from;
    private DateTime? _to;

    [Inject]
    public required UserZone Zone { get; set; }

    [SupplyParameterFromQuery(Name = "actor")]
    private string? ActorQuery { get; set; }

    [SupplyParameterFromQuery(Name = "subject")]
    private string? SubjectQuery { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    private string? FromQuery { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    private string? ToQuery { get; set; }

    [SupplyParameterFromQuery(Name = "after")]
    private long? After { get; set; }

    protected override Task OnParametersSetAsync() => ReadAsync();

    private Task ReadAsync() => LoadAsync(Permissions.AuditRead, async actor =>
    {
        var (from, to) = (Moment(FromQuery), Moment(ToQuery));
        (_actor, _subject, _from, _to) = (ActorQuery ?? "", SubjectQuery ?? "", Shown(from), Shown(to));
        var filter = new AuditFilter(Clean(_actor), Clean(_subject), from, to);
        var rows = await Services.GetRequiredService<AuditReader>().ReadAsync(actor, filter, After, Size + 1, Gone);
        _names = await Services.GetRequiredService<AuditNames>().ReadAsync(actor, rows, Gone);
        (_rows, _more) = ([.. rows.Take(Size)], rows.Count > Size);
    });

    private void Filter() => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["actor"] = _actor.Length == 0 ? null : _actor,
        ["subject"] = _subject.Length == 0 ? null : _subject,
        ["from"] = Query(_from),
        ["to"] = Query(_to),
        ["after"] = null,
    }));

    private static string Clean(string text) => text.Replace("\0", "", StringComparison.Ordinal);

    private string? Name(AuditEntry row) => AuditNames.Subject(row) is { } subject ? _names.GetValueOrDefault(subject) : null;

    // The URL holds moments in UTC, the fields show them in the person's zone.
    private static DateTimeOffset? Moment(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment) ? moment : null;

    private DateTime? Shown(DateTimeOffset? moment) => moment is { } at ? TimeZoneInfo.ConvertTime(at, Zone.Zone).DateTime : null;

    private string? Query(DateTime? shown)
    {
        if (shown is not { } local)
        {
            return null;
        }

        // In spring an hour of the clock does not exist; the one after it is meant.
        local = Zone.Zone.IsInvalidTime(local) ? local.AddHours(1) : local;
        return TimeZoneInfo.ConvertTimeToUtc(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), Zone.Zone).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }
}
