using Monitor.Domain.Access;

namespace Monitor.Web.Access;

/// <summary>
/// Who acts: a person with the role read from the database at this moment, limited to the scopes of the token where one was used, or the product
/// itself. Every command takes one; it is made only by <see cref="AccessGate"/>.
/// </summary>
public sealed record Actor(int? UserId, string Name, string Role, string Address)
{
    /// <summary>The product itself: jobs, the ledger, the first start.</summary>
    public static Actor System { get; } = new(null, "system", "", "");

    /// <summary>Host groups (with all below them) the person is limited to; empty means no limit.</summary>
    public IReadOnlyList<int> GroupIds { get; init; } = [];

    /// <summary>Teams the person is limited to; empty means no limit.</summary>
    public IReadOnlyList<int> TeamIds { get; init; } = [];

    /// <summary>The scopes of the bearer token that was used; null for a person at the screen.</summary>
    public IReadOnlyList<string>? TokenScopes { get; init; }

    public bool IsSystem => UserId is null;

    public bool May(string permission) =>
        IsSystem || (Roles.PermissionsOf(Role).Contains(permission)
            && (TokenScopes is null || Domain.Access.TokenScopes.Cover(TokenScopes, permission)));

    /// <summary>Throws <see cref="AccessRefusedException"/> when the permission is missing. Commands call it first.</summary>
    public void Demand(string permission)
    {
        if (!May(permission))
        {
            throw new AccessRefusedException(permission);
        }
    }
}
