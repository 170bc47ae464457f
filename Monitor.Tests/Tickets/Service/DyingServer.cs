using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Monitor.Data;
using Monitor.Tests.Problems;
using Npgsql;

namespace Monitor.Tests.Tickets.Service;

/// <summary>The contexts of a server that dies when it has written everything and is about to commit: its connection is gone, and nothing of it goes on.</summary>
internal sealed class DyingServer(ActingFloor floor) : DbTransactionInterceptor, IDbContextFactory<MonitorDb>
{
    public sealed class DiedException : Exception;

    public MonitorDb CreateDbContext() => new(new DbContextOptionsBuilder<MonitorDb>().UseNpgsql(floor.Databases.Ui).AddInterceptors(this).Options);

    public override async ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        await using var kill = floor.Databases.Ui.CreateCommand("SELECT pg_terminate_backend($1)");
        kill.Parameters.Add(new NpgsqlParameter { Value = ((NpgsqlConnection)transaction.Connection!).ProcessID });
        Assert.Equal(true, await kill.ExecuteScalarAsync(cancellationToken));
        throw new DiedException();
    }
}
