using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Monitor.Web.Hosting;

/// <summary>
/// Asks a second time, on a new connection, where the first one took a statement for prepared that the database does not know
/// (<see cref="DatabaseOutage.IsForgotten"/>): it was not carried out, and neither was anything of the operation that it belongs to. Within a transaction of the caller
/// there is no second time: what came before it is lost with it.
/// </summary>
internal sealed class ForgottenStrategy(ExecutionStrategyDependencies dependencies, Databases databases) : IExecutionStrategy
{
    /// <summary>Whoever retries for any reason has results held in memory and forbids transactions that it does not know of; this one needs neither.</summary>
    public bool RetriesOnFailure => false;

    private bool MayAskAgain => dependencies.CurrentContext.Context.Database.CurrentTransaction is null;

    public TResult Execute<TState, TResult>(
        TState state, Func<DbContext, TState, TResult> operation, Func<DbContext, TState, ExecutionResult<TResult>>? verifySucceeded)
    {
        var context = dependencies.CurrentContext.Context;
        try
        {
            return operation(context, state);
        }
        catch (Exception fault) when (DatabaseOutage.IsForgotten(fault) && MayAskAgain)
        {
            databases.AfterStopped();
            return operation(context, state);
        }
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
        catch (Exception fault) when (DatabaseOutage.IsForgotten(fault) && MayAskAgain)
        {
            databases.AfterStopped();
            return await operation(context, state, cancellationToken);
        }
    }
}
