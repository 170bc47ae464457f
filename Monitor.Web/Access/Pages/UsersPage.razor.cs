using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Monitor.Domain.Access;
using Monitor.Web.Access.People;
using Monitor.Web.Components;

namespace Monitor.Web.Access.Pages;

public sealed partial class UsersPage
{
    private const int Size = 50;

    private IReadOnlyList<UserRow>? _rows;
    private IReadOnlyList<NamedId> _teams = [];
    private IReadOnlyList<NamedId> _groups = [];
    private int _total;
    private string _search = "";
    private UserRow? _row;
    private PersonInput? _input;
    private string? _link;
    private string? _linkFor;

    [SupplyParameterFromQuery(Name = "page")]
    private int? PageQuery { get; set; }

    [SupplyParameterFromQuery(Name = "search")]
    private string? SearchQuery { get; set; }

    /// <summary>The id of the person whose form is open, or <c>new</c>.</summary>
    [SupplyParameterFromQuery(Name = "person")]
    private string? Person { get; set; }

    [Inject]
    internal IOptions<AccessOptions> Options { get; set; } = null!;

    private string Days => Options.Value.InvitationDays == 1 ? "a day" : $"{Options.Value.InvitationDays} days";

    private int PageNumber => Math.Clamp(PageQuery ?? 1, 1, 100_000);

    protected override async Task OnParametersSetAsync()
    {
        await ReadAsync();
        if (Person is null)
        {
            BackToLastPage(PageNumber, Size, _total);
        }
    }

    private Task ReadAsync() => LoadAsync(Permissions.UsersManage, async actor =>
    {
        var reader = Services.GetRequiredService<UserReader>();
        _search = SearchQuery ?? "";
        _input = null;
        _row = null;
        if (Person is null)
        {
            (_rows, _total) = await reader.ListAsync(actor, _search, (PageNumber - 1) * Size, Size, Gone);
            return;
        }

        (_teams, _groups) = await reader.ChoicesAsync(actor, Gone);
        if (int.TryParse(Person, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            if (await reader.FindAsync(actor, id, Gone) is { } found)
            {
                _row = found.Row;
                _input = PersonInput.Of(found.Row, found.Form);
            }
            else
            {
                Problem = "There is no such person.";
            }
        }
        else
        {
            _input = new PersonInput();
        }
    });

    private void Search() =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["search"] = _search.Length == 0 ? null : _search, ["page"] = null }));

    private Task SaveAsync() => RunAsync(_row is null ? "" : "Saved.", (desk, actor) =>
        _row is null ? desk.InviteAsync(actor, _input!.UserName, _input.ToForm(), Gone) : desk.ChangeAsync(actor, _row.Id, _input!.ToForm(), Gone));

    private Task DisableAsync() => RunAsync(_row!.Disabled ? "The account is enabled." : "The account is disabled; its sessions and tokens have ended.",
        (desk, actor) => desk.SetDisabledAsync(actor, _row!.Id, !_row.Disabled, Gone));

    private Task NewLinkAsync() => RunAsync("", (desk, actor) => desk.NewLinkAsync(actor, _row!.Id, Gone));

    private Task UnlockAsync() => RunAsync("Failed sign-ins are forgotten; the person may try again.", (desk, actor) => desk.UnlockAsync(actor, _row!.Id, Gone));

    private Task RemoveSecondFactorAsync() => RunAsync("The second factor is gone. The person signs in with the password, and then sets up a new one where the role must have one.",
        (desk, actor) => desk.RemoveSecondFactorAsync(actor, _row!.Id, Gone));

    private Task RunAsync(string done, Func<UserDesk, Actor, Task<UserOutcome>> act) => ActAsync(Permissions.UsersManage, async actor =>
    {
        _link = null;
        var outcome = await act(Services.GetRequiredService<UserDesk>(), actor);
        Problem = outcome.Problem;
        if (outcome.Problem is not null)
        {
            return;
        }

        if (outcome.Link is not null)
        {
            _linkFor = _input!.UserName;
            var configured = Services.GetRequiredService<IConfiguration>()["Server:PublicUrl"];
            _link = (string.IsNullOrWhiteSpace(configured) ? Navigation.BaseUri : configured).TrimEnd('/') + outcome.Link;
        }

        Done = done.Length == 0 ? null : done;
        if (_row is null)
        {
            Navigation.NavigateTo("/admin/users");
        }
        else
        {
            await ReadAsync();
        }
    }, (done, _row?.Id));
}
