using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Web.Access.SecondFactors;

namespace Monitor.Web.Access.Account;

/// <summary>What came of an attempt to sign in: the user, or how long to wait, or that something is still to be brought, or (all null) a wrong name, password or code.</summary>
/// <param name="Paper">That the password was right: the next form brings it back.</param>
/// <param name="MustSetUp">The person has no second factor and must have one.</param>
internal sealed record SignInOutcome(MonitorUser? User, TimeSpan? Wait, string? Paper = null, bool MustSetUp = false)
{
    public static SignInOutcome Wrong { get; } = new(null, null);
}

/// <summary>
/// Checks a name and a password, and the code of who has a second factor. Unknown, disabled and not yet invited people take the same work and get the same answer as a wrong password.
/// </summary>
internal sealed class SignInDesk(
    IDbContextFactory<MonitorDb> contexts, IPasswordHasher<MonitorUser> hasher, ILookupNormalizer normalizer, SignInThrottle throttle, AuditLog audit, SecondFactorSeal seal,
    SecondFactorCheck second, IOptions<AccessOptions> options)
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

            // A right password alone is no reason to forget wrong codes.
            isRight = outcome.Paper is null ? outcome.User is not null : null;
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
            return SignInOutcome.Wrong;
        }

        if (verdict == PasswordVerificationResult.SuccessRehashNeeded)
        {
            user.PasswordHash = hasher.HashPassword(user, password);
        }

        var hasSecond = await db.SecondFactors.AnyAsync(f => f.UserId == user.Id, cancellationToken);
        if (hasSecond || options.Value.MustHaveSecondFactor(user.Role))
        {
            await db.SaveChangesAsync(cancellationToken);
            return new SignInOutcome(null, null, seal.Passed(user), !hasSecond);
        }

        await RecordAsync(db, user, address, cancellationToken);
        return new SignInOutcome(user, null);
    }

    /// <summary>The second step of who has a second factor.</summary>
    /// <param name="paper">Of <see cref="SignInOutcome.Paper"/>; an outcome without one again means that it was too old.</param>
    public async Task<SignInOutcome> ConfirmAsync(string paper, string code, string address, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var userId = seal.PassedBy(paper);
        var user = await db.Users.SingleOrDefaultAsync(u => u.Id == userId && u.DisabledAt == null, cancellationToken);
        if (user is null || !seal.IsPassed(paper, user))
        {
            return SignInOutcome.Wrong;
        }

        if (throttle.Begin(user.UserName!, address) is { Ticks: > 0 } wait)
        {
            return new SignInOutcome(null, wait, paper);
        }

        bool? isRight = null;
        try
        {
            isRight = await second.UseAsync(db, user, code, address, cancellationToken);
            if (isRight == true)
            {
                await RecordAsync(db, user, address, cancellationToken);
                return new SignInOutcome(user, null);
            }

            await RecordFailureAsync(db, user, address, cancellationToken);
            return new SignInOutcome(null, null, paper);
        }
        finally
        {
            throttle.End(user.UserName!, address, isRight);
        }
    }

    /// <summary>Writes down that somebody signed in who set up the second factor on the way.</summary>
    public async Task RecordAsync(MonitorUser user, string address, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await RecordAsync(db, user, address, cancellationToken);
    }

    private Task RecordAsync(MonitorDb db, MonitorUser user, string address, CancellationToken cancellationToken)
    {
        audit.Add(db, new Actor(user.Id, user.UserName!, user.Role, address), "user.signed_in", "user", IdText.Of(user.Id), null, null);
        return db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Whether a signed-in person knows the password; counts as an attempt.</summary>
    public Task<bool> KnowsAsync(MonitorUser user, string password, string address, CancellationToken cancellationToken) => CountAsync(user, address, async () =>
        user.PasswordHash is not null && await VerifyAsync(user, password, cancellationToken) != PasswordVerificationResult.Failed);

    /// <summary>Something that a signed-in person must know; false too where it was wrong too often.</summary>
    public async Task<bool> CountAsync(MonitorUser user, string address, Func<Task<bool>> knows)
    {
        if (throttle.Begin(user.UserName!, address) > TimeSpan.Zero)
        {
            return false;
        }

        bool? isRight = null;
        try
        {
            isRight = await knows();
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
