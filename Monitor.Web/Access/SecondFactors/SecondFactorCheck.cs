using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;

namespace Monitor.Web.Access.SecondFactors;

/// <summary>Whether a code is right: the app's, whose period counts once, or one for recovery, which counts once too.</summary>
internal sealed class SecondFactorCheck(SecondFactorSeal seal, AuditLog audit, TimeProvider time)
{
    /// <summary>Uses the code up at once, in a transaction of its own: of two who bring the same one only one is right.</summary>
    public async Task<bool> UseAsync(MonitorDb db, MonitorUser user, string code, string address, CancellationToken cancellationToken)
    {
        if (await db.SecondFactors.AsNoTracking().SingleOrDefaultAsync(f => f.UserId == user.Id, cancellationToken) is not { } factor)
        {
            return false;
        }

        var typed = code.Replace(" ", "", StringComparison.Ordinal);
        if (seal.Open(factor.Secret) is { } secret && TimeCode.Find(secret, typed, time.GetUtcNow()) is { } step)
        {
            return await db.SecondFactors.Where(f => f.UserId == user.Id && f.LastStep < step).ExecuteUpdateAsync(set => set.SetProperty(f => f.LastStep, step), cancellationToken) == 1;
        }

        return RecoveryCode.Hash(code) is { } hash && await UseRecoveryAsync(db, user, hash, address, cancellationToken);
    }

    private async Task<bool> UseRecoveryAsync(MonitorDb db, MonitorUser user, string hash, string address, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.Database.ExecuteSqlAsync(
            $"UPDATE second_factors SET recovery_codes = array_remove(recovery_codes, {hash}) WHERE user_id = {user.Id} AND {hash} = ANY (recovery_codes)", cancellationToken) == 0)
        {
            return false;
        }

        audit.Add(db, new Actor(user.Id, user.UserName!, user.Role, address), "user.recovery_code_used", "user", IdText.Of(user.Id), null, null);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
