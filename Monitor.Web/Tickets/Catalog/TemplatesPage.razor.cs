using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Web.Tickets.Editing;

namespace Monitor.Web.Tickets.Catalog;

public sealed partial class TemplatesPage
{
    private string _name = "";
    private TicketKind _kind;
    private TicketLevel _impact = TicketLevel.Medium;
    private TicketLevel _urgency = TicketLevel.Medium;
    private int? _category;
    private int? _team;
    private string _title = "";
    private string _description = "";
    private string _tags = "";
    private string _checks = "";
    private bool _isPublic;

    private TemplateDesk Desk => Services.GetRequiredService<TemplateDesk>();

    protected override string? VersionOf(int id) => Catalog!.Templates.FirstOrDefault(t => t.Id == id) is { } one ? TemplateDesk.VersionOf(one) : null;

    private void Edit(TicketTemplate? one)
    {
        Seen = VersionOf(one?.Id ?? 0);
        one ??= new TicketTemplate { Name = "" };
        (Editing, _name, _kind, _impact, _urgency) = (one.Id, one.Name, one.Kind, one.Impact, one.Urgency);
        (_category, _team, _title, _description) = (one.CategoryId, one.TeamId, one.Title, one.Description);
        (_tags, _checks, _isPublic) = (string.Join(", ", one.Tags), string.Join('\n', one.Checks), one.IsPublic);
    }

    private Task SaveAsync() => Editing is null ? Task.CompletedTask : ChangeAsync(Editing == 0 ? "The template is added." : "The template is changed.", actor => Desk.SaveAsync(
        actor, Editing == 0 ? null : Editing,
        new TemplateForm(_name, _kind, _title, _description, _impact, _urgency)
        {
            CategoryId = _category, TeamId = _team, Tags = [.. TagText.Split(_tags)], Checks = _checks.Split('\n'), IsPublic = _isPublic, Seen = Seen,
        },
        Gone));

    private Task RetireAsync(TicketTemplate one) => ChangeAsync(
        one.RetiredAt is null ? $"{one.Name} is not offered any more." : $"{one.Name} is offered again.",
        actor => Desk.RetireAsync(actor, one.Id, one.RetiredAt is null, Gone));
}
