using System.Globalization;
using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Web.Tickets.Catalog;

namespace Monitor.Web.Tickets.Conversation;

public sealed partial class CannedAnswersPage
{
    private const int Size = 50;

    private IReadOnlyList<CannedAnswerLine>? _rows;
    private IReadOnlyList<(int Id, string Name)> _teams = [];
    private CannedAnswerLine? _seen;
    private int? _id;
    private string _name = "";
    private string _text = "";
    private string _team = "";

    [SupplyParameterFromQuery(Name = "page")]
    private int? PageQuery { get; set; }

    private int PageNumber => Math.Clamp(PageQuery ?? 1, 1, 1000);

    private CannedAnswerDesk Desk => Services.GetRequiredService<CannedAnswerDesk>();

    protected override Task OnParametersSetAsync() => ReadAsync();

    private Task ReadAsync() => LoadAsync(Permissions.TicketsConfigure, async actor =>
    {
        _rows = [.. (await Desk.ListAsync(actor, null, CannedAnswerDesk.Most, Gone)).OrderBy(a => a.Name, StringComparer.OrdinalIgnoreCase)];
        _teams = await Desk.TeamsAsync(actor, Gone);
    });

    private void Begin(CannedAnswerLine? row)
    {
        (Problem, Done) = (null, null);
        _seen = row;
        (_id, _name, _text, _team) = (row?.Id ?? 0, row?.Name ?? "", row?.Text ?? "", row?.TeamId?.ToString(CultureInfo.InvariantCulture) ?? "");
    }

    private Task SaveAsync() => ActAsync(Permissions.TicketsConfigure, async actor =>
    {
        if (_id is not { } id)
        {
            return;
        }

        int? teamId = int.TryParse(_team, NumberStyles.None, CultureInfo.InvariantCulture, out var team) ? team : null;
        Problem = await Desk.SaveAsync(actor, id, _name, _text, teamId, _seen, Gone);
        if (Problem is null)
        {
            (Done, _id) = ("The answer is saved.", null);
        }

        await ReadAsync();
        if (Problem == CatalogVersion.Conflict)
        {
            _seen = _rows?.FirstOrDefault(r => r.Id == id); // told once; whoever saves then has seen it
        }
    });

    private Task DeleteAsync() => ActAsync(Permissions.TicketsConfigure, async actor =>
    {
        if (_id is { } id)
        {
            await Desk.DeleteAsync(actor, id, Gone);
            (Done, _id) = ("The answer is deleted.", null);
            await ReadAsync();
        }
    });

    private static string Start(string text) => WholeText.Cut(text, 160);
}
