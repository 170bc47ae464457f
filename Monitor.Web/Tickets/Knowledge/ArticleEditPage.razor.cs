using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets.Knowledge;
using Monitor.Web.Components;
using Monitor.Web.Tickets.Catalog;

namespace Monitor.Web.Tickets.Knowledge;

/// <summary>An article, or a new one, as somebody writes it. Who saves second sees what the first one wrote.</summary>
public sealed partial class ArticleEditPage(KnowledgeDesk desk, KnowledgeQueries queries, CatalogQueries catalogs)
{
    private IReadOnlyList<NamedId> _categories = [];
    private ArticleDetail? _theirs;
    private DateTimeOffset _seen;
    private string _title = "";
    private string _text = "";
    private ArticleState _state;
    private int? _category;
    private bool _isPublic;
    private bool _isRead;
    private bool _isMissing;
    private bool _isPreview;
    private bool _busy;

    [Parameter]
    public int? Id { get; set; }

    private string Heading => Id is null ? "New article" : "Edit the article";

    protected override Task OnParametersSetAsync() => ReadAsync();

    private Task ReadAsync() => LoadAsync(Permissions.TicketsWork, async actor =>
    {
        var catalog = await catalogs.ReadAsync(actor, isWhole: false, Gone);
        var article = Id is { } id ? await queries.FindAsync(actor, id, Gone) : null;
        _isMissing = Id is not null && article is null;
        Problem = _isMissing ? ArticleOutcome.NotFound.Message : null;
        if (article is not null)
        {
            (_title, _text, _state, _isPublic, _category, _seen) = (article.Title, article.Text, article.State, article.IsPublic, article.CategoryId, article.UpdatedAt);
        }

        _categories = [.. catalog.Tree.InOrder().Where(c => catalog.Tree.IsOffered(c.Category.Id) || c.Category.Id == _category)
            .Select(c => new NamedId(c.Category.Id, catalog.Tree.PathOf(c.Category.Id)))];
        (_isRead, _theirs) = (true, null);
    });

    private async Task SaveAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        await ActAsync(Permissions.TicketsWork, async actor =>
        {
            var form = new ArticleForm(_title, _text, _state, _isPublic, _category);
            var outcome = Id is { } id ? await desk.ChangeAsync(actor, id, _seen, form, Gone) : await desk.CreateAsync(actor, form, Gone);
            if (outcome.IsDone)
            {
                Navigation.NavigateTo($"/knowledge/{outcome.Id}");
                return;
            }

            Problem = outcome.Message;
            if (outcome.Result == TicketResult.Conflict && await queries.FindAsync(actor, Id!.Value, Gone) is { } theirs)
            {
                (_theirs, _seen) = (theirs, theirs.UpdatedAt);
            }
        });
        _busy = false;
    }
}
