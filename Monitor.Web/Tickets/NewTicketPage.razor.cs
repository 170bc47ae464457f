using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Web.Access;
using Monitor.Web.Components;
using Monitor.Web.Hosting;
using Monitor.Web.Live;
using Monitor.Web.Tickets.Catalog;
using Monitor.Web.Tickets.Conversation;
using Monitor.Web.Tickets.Editing;

namespace Monitor.Web.Tickets;

/// <summary>The form with which anybody opens a ticket. One form, one key: however often it is sent, it opens one ticket.</summary>
public sealed partial class NewTicketPage(OpeningDesk desk, HostChoices hosts, CatalogQueries catalogs, AccessGate gate, NavigationManager navigation, IJSRuntime javaScript) : IAsyncDisposable
{
    private static readonly (TicketKind Value, string Title)[] Asked = [(TicketKind.Incident, "Something is broken"), (TicketKind.Request, "I want something")];

    private readonly ScreenLife _left = new();
    private readonly Dictionary<int, string> _values = [];
    private Guid _key = Guid.NewGuid();
    private IReadOnlyList<NamedId> _hosts = [];
    private TicketCatalog _catalog = TicketCatalog.Empty;
    private string _title = "";
    private string _description = "";
    private string _due = "";
    private string _tags = "";
    private TicketKind _kind;
    private TicketLevel _impact = TicketLevel.Medium;
    private TicketLevel _urgency = TicketLevel.Medium;
    private int? _category;
    private int? _host;
    private int? _team;
    private int? _template;
    private NamedId? _requester;
    private FileChoice _files = null!;
    private NameSearch? _who;
    private string _message = "";
    private bool _works;
    private bool _busy;

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    [Inject]
    public required UserZone Zone { get; set; }

    [Inject]
    public required NameFinder Names { get; set; }

    [SupplyParameterFromQuery]
    public int? Host { get; set; }

    [SupplyParameterFromQuery]
    public int? Template { get; set; }

    /// <summary>The number of an older ticket that goes on here.</summary>
    [SupplyParameterFromQuery]
    public int? Follows { get; set; }

    /// <summary>Those who work on tickets choose among all kinds.</summary>
    private IEnumerable<(TicketKind Value, string Title)> Kinds =>
        _works ? Enum.GetValues<TicketKind>().Select(k => (k, k.ToString())) : Asked.Any(a => a.Value == _kind) ? Asked : [.. Asked, (_kind, _kind.ToString())];

    private IReadOnlyList<NamedId> Categories => [.. _catalog.Offered.Select(c => new NamedId(c.Category.Id, _catalog.Tree.PathOf(c.Category.Id)))];

    private IReadOnlyList<TicketField> Fields => FieldText.Of(_catalog.Fields, _catalog.Tree, _category);

    private TicketPriority Priority => _catalog.Matrix.FirstOrDefault(c => c.Impact == _impact && c.Urgency == _urgency)?.Priority ?? TicketPriority.Medium;

    private string TeamHint => _catalog.Tree.TeamOf(_category) is { } id && _catalog.Teams.FirstOrDefault(t => t.Id == id) is { } team ? $"{team.Name} (of the category)" : "None";

    protected override async Task OnInitializedAsync()
    {
        if (await gate.FindAsync((await AuthenticationState).User, _left.Token) is not { } actor || !actor.May(Permissions.PortalUse))
        {
            return;
        }

        _works = actor.May(Permissions.TicketsWork);
        _catalog = await catalogs.ReadAsync(actor, isWhole: false, _left.Token);
        if (actor.May(Permissions.HostsRead))
        {
            _hosts = await hosts.ListAsync(actor, _left.Token);
            _host = _hosts.Any(h => h.Id == Host) ? Host : null;
        }

        Begin(Template);
        Loaded(actor.UserId);
    }

    /// <summary>Fills the form from a template; what was typed already stays.</summary>
    private void Begin(int? templateId)
    {
        if (_catalog.Templates.FirstOrDefault(t => t.Id == templateId) is not { } template)
        {
            _template = null;
            return;
        }

        (_template, _kind, _impact, _urgency) = (template.Id, template.Kind, template.Impact, template.Urgency);
        (_title, _description) = (_title.Length == 0 ? template.Title : _title, _description.Length == 0 ? template.Description : _description);
        (_category, _team, _tags) = (template.CategoryId is { } id && _catalog.Tree.IsOffered(id) ? id : _category, template.TeamId, string.Join(", ", template.Tags));
    }

    private async Task<IReadOnlyList<NamedId>> SearchAsync(string letters) =>
        await Names.PeopleAsync(await gate.RequireAsync((await AuthenticationState).User, Permissions.TicketsWork, _left.Token), letters, _left.Token);

    private async Task OpenAsync()
    {
        if (_busy)
        {
            return;
        }

        (_busy, _message) = (true, "");
        try
        {
            var actor = await gate.RequireAsync((await AuthenticationState).User, Permissions.PortalUse, _left.Token);
            if (_who is not null && !await _who.SettleAsync())
            {
                _message = $"Nobody is called “{_who.Text}”. Under “For whom”, choose one of the names that are offered while you type, or empty the box to open the ticket for yourself.";
                return;
            }

            var outcome = await _files.SendAsync(actor, files => desk.OpenAsync(actor, Wish(), files, _left.Token), _left.Token);
            _message = outcome.Message;
            if (outcome.IsDone)
            {
                await ForgetAsync();
                navigation.NavigateTo($"/tickets/{outcome.Number}");
            }
        }
        catch (AccessRefusedException refused)
        {
            _message = refused.Message;
        }
        catch (Exception fault) when (DatabaseOutage.Is(fault))
        {
            _message = "The database does not answer. What you typed and chose is still here; send it again in a moment.";
        }
        finally
        {
            _busy = false;
        }
    }

    private NewTicket Wish()
    {
        var asked = Fields.Select(f => f.Id).ToHashSet();
        var wish = new NewTicket(_title, _description, null, _host, _key)
        {
            Kind = _kind, CategoryId = _category, TemplateId = _template, IsFinal = true, FollowsNumber = Follows, Fields = _values.Where(v => asked.Contains(v.Key)).ToDictionary(),
        };
        return !_works ? wish : wish with
        {
            Impact = _impact, Urgency = _urgency, TeamId = _team, RequesterUserId = _requester?.Id, Tags = [.. TagText.Split(_tags)],
            DueAt = LocalTime.TryRead(_due, Zone.Zone, out var due) ? due : null,
        };
    }

    public async ValueTask DisposeAsync()
    {
        _left.Dispose();
        try
        {
            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The circuit is gone, and its module with it.
        }
    }
}
