using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets.Knowledge;
using Monitor.Web.Access;
using Monitor.Web.Components;
using Monitor.Web.Tickets.Catalog;

namespace Monitor.Web.Tickets.Knowledge;

/// <summary>An article, or a new one, as somebody writes it. Who saves second sees what the first one wrote.</summary>
public sealed partial class ArticleEditPage(KnowledgeDesk desk, KnowledgeQueries queries, CatalogQueries catalogs)
{
    private IReadOnlyList<NamedId> _categories = [];
    private ArticleDetail? _theirs;
    private ArticleForm? _began;
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

    private ArticleForm Form => new(_title, _text, _state, _isPublic, _category);

    private string Heading => Id is null ? "New article" : "Edit the article";

    protected override Task OnParametersSetAsync() => ReadAsync();

    private Task ReadAsync() => LoadAsync(Permissions.TicketsWork, async actor =>
    {
        var article = Id is { } id ? await queries.FindAsync(actor, id, Gone) : null;
        _isMissing = Id is not null && article is null;
        Problem = _isMissing ? ArticleOutcome.NotFound.Message : null;
        if (article is not null)
        {
            Fill(ArticleForm.Of(article), article);
        }

        await OfferAsync(actor);
        (_isRead, _theirs) = (true, null);
    });

    /// <param name="seen">The version that the form goes on from.</param>
    private void Fill(ArticleForm form, ArticleDetail seen)
    {
        (_title, _text, _state, _isPublic, _category) = form;
        (_began, _seen) = (ArticleForm.Of(seen), seen.UpdatedAt);
    }

    private async Task OfferAsync(Actor actor)
    {
        var tree = (await catalogs.ReadAsync(actor, isWhole: false, Gone)).Tree;
        _categories = [.. tree.InOrder().Where(c => tree.IsOffered(c.Category.Id) || c.Category.Id == _category).Select(c => new NamedId(c.Category.Id, tree.PathOf(c.Category.Id)))];
    }

    private async Task SaveAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        await ActAsync(Permissions.TicketsWork, async actor =>
        {
            var outcome = Id is { } id ? await desk.ChangeAsync(actor, id, _seen, Form, Gone) : await desk.CreateAsync(actor, Form, Gone);
            if (outcome.IsDone)
            {
                Navigation.NavigateTo($"/knowledge/{outcome.Id}");
                return;
            }

            Problem = outcome.Message;
            if (outcome.Result == TicketResult.Conflict && await queries.FindAsync(actor, Id!.Value, Gone) is { } theirs)
            {
                _theirs = theirs;
                Fill(Form.Onto(ArticleForm.Of(theirs), _began!), theirs);
                await OfferAsync(actor);
            }
        });
        _busy = false;
    }
}
