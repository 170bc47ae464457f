using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Web.Access.Audit;

namespace Monitor.Web.Access.Pages;

public sealed partial class AuditPage
{
    private const int Size = 100;

    private IReadOnlyList<AuditEntry>? _rows;
    private bool _more;
    private string _actor = "";
    private string _subject = "";
    private DateTime? _from;
    private DateTime? _to;

    [SupplyParameterFromQuery(Name = "actor")]
    private string? ActorQuery { get; set; }

    [SupplyParameterFromQuery(Name = "subject")]
    private string? SubjectQuery { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    private DateTime? FromQuery { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    private DateTime? ToQuery { get; set; }

    [SupplyParameterFromQuery(Name = "after")]
    private long? After { get; set; }

    protected override Task OnParametersSetAsync() => ReadAsync();

    private Task ReadAsync() => LoadAsync(Permissions.AuditRead, async actor =>
    {
        (_actor, _subject, _from, _to) = (ActorQuery ?? "", SubjectQuery ?? "", FromQuery, ToQuery);
        var filter = new AuditFilter(Clean(_actor), Clean(_subject), Utc(_from), Utc(_to));
        var rows = await Services.GetRequiredService<AuditReader>().ReadAsync(actor, filter, After, Size + 1, Gone);
        (_rows, _more) = ([.. rows.Take(Size)], rows.Count > Size);
    });

    private void Filter() => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["actor"] = _actor.Length == 0 ? null : _actor,
        ["subject"] = _subject.Length == 0 ? null : _subject,
        ["from"] = _from,
        ["to"] = _to,
        ["after"] = null,
    }));

    private static string Clean(string text) => text.Replace("\0", "", StringComparison.Ordinal);

    private static DateTimeOffset? Utc(DateTime? time) => time is { } given ? new DateTimeOffset(DateTime.SpecifyKind(given, DateTimeKind.Utc)) : null;
}
