using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Logs;
using Monitor.Web.Access.Pages;
using Monitor.Web.Components;
using Monitor.Web.Logs.Desk;

namespace Monitor.Web.Logs.Screens.Templates;

/// <summary>The templates that were mined from lines, and a way to the lines of each. Filters and place are in the URL.</summary>
public sealed partial class LogTemplatesPage(LogTemplateReader reader, TimeProvider time) : ActorComponent
{
    private const int PageSize = 50;
    private static readonly ShownWindow Day = ShownWindow.Last("24h");

    private static readonly IReadOnlyList<(string, string)> Levels = [("", "All severities"), ("error", "Errors"), ("warning", "Warnings and errors")];
    private static readonly IReadOnlyList<(string, string)> News = [("", "Old and new"), ("1", "New today"), ("7", "New in 7 days"), ("30", "New in 30 days")];
    private static readonly IReadOnlyList<(string, string)> Orders = [("", "Seen last first"), ("first", "Newest first"), ("lines", "Most lines first")];

    private IReadOnlyList<LogTemplateLine>? _items;
    private bool _hasMore;

    [SupplyParameterFromQuery]
    public string? Text { get; set; }

    [SupplyParameterFromQuery]
    public string? Level { get; set; }

    [SupplyParameterFromQuery]
    public string? New { get; set; }

    [SupplyParameterFromQuery]
    public string? Order { get; set; }

    [SupplyParameterFromQuery]
    public int? Page { get; set; }

    private int Current => Math.Clamp(Page ?? 1, 1, 1000);

    private bool IsNarrow => !string.IsNullOrEmpty(Text) || Level is not null || New is not null || Current > 1;

    protected override Task OnParametersSetAsync() => RendererInfo.IsInteractive ? ReadAsync() : Task.CompletedTask;

    private Task ReadAsync() => LoadAsync(Permissions.LogsRead, async actor =>
    {
        DateTimeOffset? since = News.Any(n => n.Item1 == New) && int.TryParse(New, out var days) ? time.GetUtcNow().AddDays(-days) : null;
        var order = Order switch { "first" => LogTemplateOrder.First, "lines" => LogTemplateOrder.Lines, _ => LogTemplateOrder.Last };
        (_items, _hasMore) = await reader.ListAsync(
            actor, new LogTemplateFilter(Text?.Replace("\0", "", StringComparison.Ordinal), null, LogLabels.Severity(Level) ?? LogSeverity.Debug, since, order, Current, PageSize), Gone);
    });

    /// <summary>What is the same in all of its lines, as phrases.</summary>
    private static string LinesOf(LogTemplateLine template) => "/logs" + (LogSearch.Everything with { Words = LogPhrases.Of(template.Pattern) }).Query(Day);

    private void Go(string name, string? value) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        [name] = string.IsNullOrEmpty(value) ? null : value,
        ["page"] = null,
    }));
}
