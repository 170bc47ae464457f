using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;

namespace Monitor.Web.Access.Tokens;

/// <summary>A token as a screen shows it: never with its secret.</summary>
internal sealed record TokenRow(int Id, string Name, string Owner, int OwnerId, string Scopes, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt);

/// <summary>Makes, lists and revokes API tokens. The secret is seen once, by whoever makes it.</summary>
internal sealed class TokenDesk(IDbContextFactory<MonitorDb> contexts, AuditLog audit, TimeProvider time)
{
    public const int MaximumDays = 366;
    private const int TokensPerPerson = 50;

    /// <summary>The token, or why not as a sentence.</summary>
    public async Task<(string? Token, string? Problem)> CreateAsync(
        Actor actor, int userId, string name, IReadOnlyList<string> scopes, TimeSpan validFor, CancellationToken cancellationToken)
    {
        actor.Demand(actor.UserId == userId ? Permissions.PortalUse : Permissions.UsersManage);
        if (Refuse(name, scopes, validFor) is { } reason)
        {
            return (null, reason);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        if (await db.ApiTokens.CountAsync(t => t.UserId == userId && t.RevokedAt == null && t.ExpiresAt > now, cancellationToken) >= TokensPerPerson)
        {
            return (null, $"A person has at most {TokensPerPerson} valid tokens. Revoke one that is not used.");
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var text = Secret.NewText();
        var token = new ApiToken
        {
            UserId = userId, Name = name.Trim(), SecretHash = Secret.Hash(text), Scopes = string.Join(' ', scopes), CreatedAt = now, ExpiresAt = now + validFor,
        };
        db.ApiTokens.Add(token);
        await db.SaveChangesAsync(cancellationToken);
        audit.Add(db, actor, "token.created", "token", IdText.Of(token.Id), null, new { token.UserId, token.Name, token.Scopes, token.ExpiresAt });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (new Secret(Secret.ApiTokenPrefix, token.Id, text).Format(), null);
    }

    /// <summary>For the command line: whoever can run it on the server owns the server. Throws <see cref="ArgumentException"/> with a sentence for the reader.</summary>
    public async Task<string> CreateForAsync(string userName, IReadOnlyList<string> scopes, TimeSpan validFor, CancellationToken cancellationToken)
    {
        var known = TokenScopes.TryParse(scopes.Count == 0 ? TokenScopes.Read : string.Join(' ', scopes))
            ?? throw new ArgumentException($"Unknown scope. The scopes are {string.Join(", ", TokenScopes.All)}.");
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var normalized = userName.ToUpperInvariant();
        var userId = await db.Users.Where(u => u.NormalizedUserName == normalized && u.DisabledAt == null).Select(u => (int?)u.Id).SingleOrDefaultAsync(cancellationToken)
            ?? throw new ArgumentException($"There is no active user named {userName}. The page Admin, Users lists them.");
        var (token, problem) = await CreateAsync(Actor.System, userId, "command line", known, validFor, cancellationToken);
        return token ?? throw new ArgumentException(problem);
    }

    /// <summary>False when there is no such token (for this person).</summary>
    public async Task<bool> RevokeAsync(Actor actor, int tokenId, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.PortalUse);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var all = actor.May(Permissions.UsersManage);
        var token = await db.ApiTokens.SingleOrDefaultAsync(t => t.Id == tokenId && (all || t.UserId == actor.UserId), cancellationToken);
        if (token is null)
        {
            return false;
        }

        if (token.RevokedAt is null)
        {
            token.RevokedAt = time.GetUtcNow();
            audit.Add(db, actor, "token.revoked", "token", IdText.Of(token.Id), null, new { token.UserId, token.Name });
            await db.SaveChangesAsync(cancellationToken);
        }

        return true;
    }

    /// <summary>One's own tokens, or for who manages people those of everybody; newest first.</summary>
    public async Task<(IReadOnlyList<TokenRow> Rows, int Total)> ListAsync(Actor actor, bool everybody, int skip, int take, CancellationToken cancellationToken)
    {
        actor.Demand(everybody ? Permissions.UsersManage : Permissions.PortalUse);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var tokens = db.ApiTokens.AsNoTracking().Where(t => everybody || t.UserId == actor.UserId);
        var rows = await tokens.OrderByDescending(t => t.Id).Skip(skip).Take(Math.Min(take, 500))
            .Join(db.Users, t => t.UserId, u => u.Id, (t, u) => new TokenRow(t.Id, t.Name, u.UserName!, u.Id, t.Scopes, t.CreatedAt, t.ExpiresAt, t.RevokedAt))
            .ToListAsync(cancellationToken);
        return ([.. rows.OrderByDescending(r => r.Id)], await tokens.CountAsync(cancellationToken));
    }

    private static string? Refuse(string name, IReadOnlyList<string> scopes, TimeSpan validFor) =>
        string.IsNullOrWhiteSpace(name) || name.Trim().Length > 100 ? "Give the token a name of at most 100 characters that says what it is for."
        : scopes.Count == 0 || scopes.Any(s => !TokenScopes.All.Contains(s)) ? "Choose at least one scope."
        : validFor < TimeSpan.FromDays(1) || validFor > TimeSpan.FromDays(MaximumDays) ? $"A token is valid for 1 to {MaximumDays} days."
        : null;
}
