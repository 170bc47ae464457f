using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Web.Access.Tokens;

namespace Monitor.Web.Access.Pages;

/// <summary>One's own tokens, or those of everybody for who manages people.</summary>
public sealed partial class TokenList
{
    private const int Size = 50;

    private readonly HashSet<string> _scopes = [TokenScopes.Read];
    private IReadOnlyList<string> _offered = [];
    private IReadOnlyList<TokenRow>? _rows;
    private int _total;
    private string? _token;
    private string _name = "";
    private int _days = 90;

    [Parameter]
    public bool Everybody { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private int? PageQuery { get; set; }

    private int PageNumber => Math.Clamp(PageQuery ?? 1, 1, 100_000);

    private string Needed => Everybody ? Permissions.UsersManage : Permissions.PortalUse;

    protected override async Task OnParametersSetAsync()
    {
        await ReadAsync();
        BackToLastPage(PageNumber, Size, _total);
    }

    private Task ReadAsync() => LoadAsync(Needed, async actor =>
    {
        _offered = TokenScopes.For([.. Permissions.All.Where(actor.May)]);
        (_rows, _total) = await Services.GetRequiredService<TokenDesk>().ListAsync(actor, Everybody, (PageNumber - 1) * Size, Size, Gone);
    });

    private Task CreateAsync() => ActAsync(Permissions.PortalUse, async actor =>
    {
        (_token, Problem) = await Services.GetRequiredService<TokenDesk>()
            .CreateAsync(actor, actor.UserId!.Value, _name, [.. TokenScopes.All.Where(_scopes.Contains)], TimeSpan.FromDays(Math.Clamp(_days, 0, 10_000)), Gone);
        _name = _token is null ? _name : "";
        await ReadAsync();
    });

    private Task RevokeAsync(int id) => ActAsync(Needed, async actor =>
    {
        _token = null;
        Done = await Services.GetRequiredService<TokenDesk>().RevokeAsync(actor, id, Gone) ? "The token is revoked; it stops working now." : null;
        Problem = Done is null ? "There is no such token." : null;
        await ReadAsync();
    }, id);

    private void Choose(string scope, bool chosen) => _ = chosen ? _scopes.Add(scope) : _scopes.Remove(scope);
}
