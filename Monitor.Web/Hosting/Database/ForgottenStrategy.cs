using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Monitor.Web.Hosting;

/// <summary>
/// What the driver remembers wrongly after a statement failed is put right here, below everything that reads or writes by Entity Framework.
/// <para>Where a connection takes a statement for prepared that the database does not know (<see cref="DatabaseOutage.IsForgotten"/>), it is asked a second time on a new one:
/// it was not carried out, and neither was anything of the operation that it belongs to. Within a transaction of the caller there is no second time: what came before it is lost with it.</para>
/// <para>A command that failed while its statement was being prepared, since the connection broke, still says so when it is used again, and then every statement on it fails
/// with a null reference. Contexts are used again, and each keeps its connection object, which keeps one command: that one is let go.</para>
/// </summary>
internal sealed class ForgottenStrategy(ExecutionStrategyDependencies dependencies, Databases databases) : IExecutionStrategy
{
    /// <summary>Whoever retries for any reason has results held in memory and forbids transactions that it does not know of; this one needs neither.</summary>
    public bool RetriesOnFailure => false;

    public TResult Execute<TState, TResult>(
        TState state, Func<DbContext, TState, TResult> operation, Func<DbContext, TState, ExecutionResult<TResult>>? verifySucceeded)
    {
        var context = dependencies.CurrentContext.Context;
        try
        {
            return operation(context, state);
        }
        catch (Exception fault)
        {
            if (!PutRight(context, fault))
            {
                throw;
            }
        }

        return operation(context, state);
    }

    public async Task<TResult> ExecuteAsync<TState, TResult>(
        TState state,
        Func<DbContext, TState, CancellationToken, Task<TResult>> operation,
        Func<DbContext, TState, CancellationToken, Task<ExecutionResult<TResult>>>? verifySucceeded,
        CancellationToken cancellationToken = default)
    {
        var context = dependencies.CurrentContext.Context;
        try
        {
            return await operation(context, state, cancellationToken);
        }
        catch (Exception fault)
        {
            if (!PutRight(context, fault))
            {
                throw;
            }
        }

        return await operation(context, state, cancellationToken);
    }

    /// <summary>True where it is to be asked once more.</summary>
    private bool PutRight(DbContext context, Exception fault)
    {
        // Taken from the connection, which makes a new one next time, and not given back by disposing of it.
        context.Database.GetDbConnection().CreateCommand();
        if (!DatabaseOutage.IsForgotten(fault) || context.Database.CurrentTransaction is not null)
        {
            return false;
        }

        databases.AfterStopped();
        return true;
    }
}
