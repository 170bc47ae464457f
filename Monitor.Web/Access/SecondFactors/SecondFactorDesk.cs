using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Web.Access.Account;
using Monitor.Web.Access.People;
using Npgsql;

namespace Monitor.Web.Access.SecondFactors;

/// <summary>A new secret, as it is shown: to type, as the address in the picture, and what the form brings back.</summary>
public sealed record SecondFactorOffer(string Text, string Address, string Paper);

/// <summary>What came of turning it on: the account with its new stamp and its recovery codes, or why not.</summary>
internal sealed record SecondFactorOutcome(MonitorUser? User, IReadOnlyList<string> Codes, string? Problem)
{
    public static SecondFactorOutcome Refused(string problem) => new(null, [], problem);
}

/// <summary>
/// Codes of an app beside the password: turned on by whoever shows a first right code, and off by whoever knows password and code. Both end every other session.
/// </summary>
internal sealed class SecondFactorDesk(
    IDbContextFactory<MonitorDb> contexts, SignInDesk signIn, SecondFactorSeal seal, SecondFactorCheck check, AuditLog audit, IOptions<AccessOptions> options, TimeProvider time)
{
    private const string WrongPassword = "The password is wrong, or was wrong too often: then wait 15 minutes.";
    private const string WrongCode = "This is not the code of now. Codes change every 30 seconds and count once; check that the clock of the device is right.";

    /// <summary>Since when the person has one; null: not at all.</summary>
    public async Task<DateTimeOffset?> SinceAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.SecondFactors.Where(f => f.UserId == actor.UserId).Select(f => (DateTimeOffset?)f.Since).SingleOrDefaultAsync(cancellationToken);
    }

    /// <param name="paper">Of the secret that was shown before a wrong code: it stays the same; null, or too old: a new one.</param>
    /// <param name="site">The host's name in the address by which the person came.</param>
    public async Task<SecondFactorOffer> OfferAsync(int userId, string? paper, string site, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return Offer(await db.Users.AsNoTracking().SingleAsync(u => u.Id == userId, cancellationToken), paper, site);
    }

    /// <summary>To somebody who must have one, has none, and whose password was right a moment ago; null when that is too long ago.</summary>
    public async Task<SecondFactorOffer?> OfferToAsync(string passed, string? paper, string site, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var userId = seal.PassedBy(passed);
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == userId && u.DisabledAt == null, cancellationToken);
        return user is not null && seal.IsPassed(passed, user) && !await HasAsync(db, user.Id, cancellationToken) ? Offer(user, paper, site) : null;
    }

    /// <summary>By a signed-in person, who says the password again.</summary>
    public async Task<SecondFactorOutcome> TurnOnAsync(Actor actor, string password, string paper, string code, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.PortalUse);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await db.Users.SingleAsync(u => u.Id == actor.UserId, cancellationToken);
        return await signIn.KnowsAsync(user, password, actor.Address, cancellationToken)
            ? await TurnOnAsync(db, user, paper, code, actor.Address, cancellationToken) : SecondFactorOutcome.Refused(WrongPassword);
    }

    /// <summary>By somebody who must have one and whose password was right a moment ago.</summary>
    /// <param name="passed">Of <see cref="SignInOutcome.Paper"/>.</param>
    public async Task<SecondFactorOutcome> TurnOnAsync(string passed, string paper, string code, string address, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var userId = seal.PassedBy(passed);
        var user = await db.Users.SingleOrDefaultAsync(u => u.Id == userId && u.DisabledAt == null, cancellationToken);
        return user is not null && seal.IsPassed(passed, user)
            ? await TurnOnAsync(db, user, paper, code, address, cancellationToken) : SecondFactorOutcome.Refused("That took too long. Sign in again.");
    }

    public async Task<(MonitorUser? User, string? Problem)> TurnOffAsync(Actor actor, string password, string code, CancellationToken cancellationToken)
    {
        actor.Demand(Permissions.PortalUse);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await db.Users.SingleAsync(u => u.Id == actor.UserId, cancellationToken);
        if (options.Value.MustHaveSecondFactor(user.Role))
        {
            return (null, "Your role must have one here. With a new device, ask an administrator to take the old one away, and set it up when you sign in.");
        }

        if (!await signIn.KnowsAsync(user, password, actor.Address, cancellationToken))
        {
            return (null, WrongPassword);
        }

        if (!await signIn.CountAsync(user, actor.Address, () => check.UseAsync(db, user, code, actor.Address, cancellationToken)))
        {
            return (null, WrongCode);
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await RemoveAsync(db, user.Id, cancellationToken);
        NewUser.NewStamp(user);
        audit.Add(db, actor, "user.second_factor_off", "user", IdText.Of(user.Id), null, null);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (user, null);
    }

    /// <summary>Part of the caller's transaction.</summary>
    public static Task<int> RemoveAsync(MonitorDb db, int userId, CancellationToken cancellationToken) =>
        db.SecondFactors.Where(f => f.UserId == userId).ExecuteDeleteAsync(cancellationToken);

    private async Task<SecondFactorOutcome> TurnOnAsync(MonitorDb db, MonitorUser user, string paper, string code, string address, CancellationToken cancellationToken)
    {
        if (seal.ShownTo(paper, user) is not { } secret)
        {
            return SecondFactorOutcome.Refused("The picture is too old. Take the one that is shown now.");
        }

        var now = time.GetUtcNow();
        if (TimeCode.Find(secret, code.Replace(" ", "", StringComparison.Ordinal), now) is not { } step)
        {
            return SecondFactorOutcome.Refused(WrongCode);
        }

        if (await HasAsync(db, user.Id, cancellationToken))
        {
            return SecondFactorOutcome.Refused("There is one already. Turn it off before you set up another.");
        }

        var codes = Enumerable.Range(0, RecoveryCode.Count).Select(_ => RecoveryCode.New()).ToList();
        db.SecondFactors.Add(new SecondFactor { UserId = user.Id, Secret = seal.Keep(secret), Since = now, LastStep = step, RecoveryCodes = [.. codes.Select(c => RecoveryCode.Hash(c)!)] });
        NewUser.NewStamp(user);
        audit.Add(db, new Actor(user.Id, user.UserName!, user.Role, address), "user.second_factor_on", "user", IdText.Of(user.Id), null, null);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return new SecondFactorOutcome(user, codes, null);
        }
        catch (DbUpdateException changed) when (changed is DbUpdateConcurrencyException || changed.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // The form came twice at once: the account has changed meanwhile, or has one.
            return SecondFactorOutcome.Refused("It was changed at the same moment elsewhere. Look again.");
        }
    }

    private static Task<bool> HasAsync(MonitorDb db, int userId, CancellationToken cancellationToken) => db.SecondFactors.AnyAsync(f => f.UserId == userId, cancellationToken);

    private SecondFactorOffer Offer(MonitorUser user, string? paper, string site)
    {
        var secret = (paper is null ? null : seal.ShownTo(paper, user)) ?? RandomNumberGenerator.GetBytes(TimeCode.SecretLength);
        return new(string.Join(' ', Base32.Encode(secret).Chunk(4).Select(g => new string(g))), TimeCode.Address(secret, user.UserName!, site), seal.Shown(user, secret));
    }
}
