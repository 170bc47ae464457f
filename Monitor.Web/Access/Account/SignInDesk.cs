using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;

namespace Monitor.Web.Access.Account;

/// <summary>What came of an attempt to sign in: the user, or how long to wait, or (both null) a wrong name or password.</summary>
internal sealed record SignInOutcome(MonitorUser? User, TimeSpan? Wait);

/// <summary>
/// Checks a name and a password. Unknown, disabled and not yet invited people take the same work and get the same answer as a wrong password.
/// </summary>
internal sealed class SignInDesk(
    IDbContextFactory<MonitorDb> contexts, IPasswordHasher<MonitorUser> hasher, ILookupNormalizer normalizer, SignInThrottle throttle, AuditLog audit)
    : IDisposable
{
    private static readonly MonitorUser Nobody = new();

    // Hashing is meant to be slow; without a bound a few hundred attempts at once would take every core.
    private readonly SemaphoreSlim _hashing = new(Math.Max(1, Environment.ProcessorCount));
    private readonly string _dummyHash = hasher.HashPassword(Nobody, Secret.NewText());

    public async Task<SignInOutcome> CheckAsync(string userName, string password, string address, CancellationToken cancellationToken)
    {
        var name = userName.Trim();
        var wait = throttle.Begin(name, address);
        if (wait > TimeSpan.Zero)
        {
            return new SignInOutcome(null, wait);
        }

        bool? isRight = null;
        try
        {
            var outcome = await CheckNowAsync(name, password, address, cancellationToken);
            isRight = outcome.User is not null;
            return outcome;
        }
        finally
        {
            throttle.End(name, address, isRight);
        }
    }

    private async Task<SignInOutcome> CheckNowAsync(string name, string password, string address, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var normalized = normalizer.NormalizeName(name);
        var user = await db.Users.SingleOrDefaultAsync(u => u.NormalizedUserName == normalized, cancellationToken);
        var verdict = await VerifyAsync(user, password, cancellationToken);
        if (user is not { DisabledAt: null, PasswordHash: not null } || verdict == PasswordVerificationResult.Failed)
        {
            await RecordFailureAsync(db, user, address, cancellationToken);
            return new SignInOutcome(null, null);
        }

        if (verdict == PasswordVerificationResult.SuccessRehashNeeded)
        {
            user.PasswordHash = hasher.HashPassword(user, password);
        }

        audit.Add(db, new Actor(user.Id, user.UserName!, user.Role, address), "user.signed_in", "user", IdText.Of(user.Id), null, null);
        await db.SaveChangesAsync(cancellationToken);
        return new SignInOutcome(user, null);
    }

    /// <summary>Whether a signed-in person knows the password; counts as an attempt.</summary>
    public async Task<bool> KnowsAsync(MonitorUser user, string password, string address, CancellationToken cancellationToken)
    {
        if (throttle.Begin(user.UserName!, address) > TimeSpan.Zero)
        {
            return false;
        }

        bool? isRight = null;
        try
        {
            isRight = user.PasswordHash is not null && await VerifyAsync(user, password, cancellationToken) != PasswordVerificationResult.Failed;
            return isRight.Value;
        }
        finally
        {
            throttle.End(user.UserName!, address, isRight);
        }
    }

    private async Task<PasswordVerificationResult> VerifyAsync(MonitorUser? user, string password, CancellationToken cancellationToken)
    {
        await _hashing.WaitAsync(cancellationToken);
        try
        {
            var guess = password.Length > PasswordRule.MaximumLength ? "" : password;
            return hasher.VerifyHashedPassword(user ?? Nobody, user?.PasswordHash ?? _dummyHash, guess);
        }
        finally
        {
            _hashing.Release();
        }
    }

    /// <summary>The name that was typed is not written down unless it exists: people type passwords into the wrong field.</summary>
    private async Task RecordFailureAsync(MonitorDb db, MonitorUser? user, string address, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        audit.Add(db, new Actor(null, "anonymous", "", address), "user.sign_in_failed", "user", user is null ? "" : IdText.Of(user.Id), null, null);
        await db.SaveChangesAsync(cancellationToken);
    }

    public void Dispose() => _hashing.Dispose();
}
