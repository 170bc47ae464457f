using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Monitor.Data;
using Monitor.Tests.Problems;

namespace Monitor.Tests.Tickets.Service;

/// <summary>The contexts of a server to which something happens whenever it is about to save, and which counts what it asks.</summary>
internal sealed class InterruptedServer(ActingFloor floor, Func<MonitorDb, Task>? happens = null) : SaveChangesInterceptor, IDbContextFactory<MonitorDb>
{
    private readonly Questions _questions = new();

    public int Asked => _questions.Count;

    public MonitorDb CreateDbContext() => new(new DbContextOptionsBuilder<MonitorDb>().UseNpgsql(floor.Databases.Ui).AddInterceptors(this, _questions).Options);

    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        await (happens?.Invoke((MonitorDb)eventData.Context!) ?? Task.CompletedTask);
        return result;
    }

    private sealed class Questions : DbCommandInterceptor
    {
        public int Count { get; private set; }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Count++;
            return ValueTask.FromResult(result);
        }
    }
}
