using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Tests.Support;
using Monitor.Web.Metrics;

namespace Monitor.Tests.Metrics;

/// <summary>What the keys of agents cost the database, and how long what it said is believed; on a clock that the test moves.</summary>
public sealed class AgentKeyRingTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task One_query_renews_the_keys_of_all_hosts_that_send()
    {
        await using var stand = new Stand(database);
        string[] keys = [await stand.AddAsync(), await stand.AddAsync(), await stand.AddAsync()];
        await stand.FindAllAsync(keys);
        Assert.Equal(3, stand.Queries);
        for (var round = 1; round <= 4; round++)
        {
            stand.Clock.Advance(Believed + TimeSpan.FromSeconds(1));
            await stand.FindAllAsync(keys);
            Assert.Equal(3 + round, stand.Queries);
        }
    }

    [Fact]
    public async Task A_key_revoked_on_another_node_is_refused_once_it_is_no_longer_believed_also_when_another_key_renewed_it()
    {
        await using var stand = new Stand(database);
        var (kept, revoked) = (await stand.AddAsync(), await stand.AddAsync());
        await stand.FindAllAsync(kept, revoked);
        await stand.RevokeAsync(revoked);
        stand.Clock.Advance(Believed + TimeSpan.FromSeconds(1));
        Assert.NotNull(await stand.Ring.FindAsync(kept, default));
        Assert.Null(await stand.Ring.FindAsync(revoked, default));
    }

    [Fact]
    public async Task A_host_that_no_longer_sends_is_not_asked_about_for_ever()
    {
        await using var stand = new Stand(database);
        var (sends, silent) = (await stand.AddAsync(), await stand.AddAsync());
        await stand.FindAllAsync(sends, silent);
        stand.Clock.Advance(TimeSpan.FromMinutes(1));
        await stand.FindAllAsync(sends);
        Assert.Equal(3, stand.Queries);
        await stand.FindAllAsync(silent);
        Assert.Equal(4, stand.Queries);
    }

    private sealed class Stand : DbCommandInterceptor, IAsyncDisposable
    {
        private readonly ServiceProvider _services;
        private int _queries;

        public Stand(TestDatabase database)
        {
            _services = new ServiceCollection()
                .AddDbContextFactory<MonitorDb>(options => options.UseNpgsql(database.ConnectionString).AddInterceptors(this)).BuildServiceProvider();
            Contexts = _services.GetRequiredService<IDbContextFactory<MonitorDb>>();
            Ring = new AgentKeyRing(Contexts, Clock);
        }

        public ManualTimeProvider Clock { get; } = new();

        public AgentKeyRing Ring { get; }

        public int Queries => _queries;

        private IDbContextFactory<MonitorDb> Contexts { get; }

        public async Task<string> AddAsync()
        {
            await using var db = await Contexts.CreateDbContextAsync();
            var host = await EnrolledHost.AddAsync(db, "ring", CancellationToken.None);
            _queries = 0;
            return host.Key;
        }

        public async Task RevokeAsync(string credential)
        {
            Assert.True(Secret.TryParse(credential, Secret.AgentKeyPrefix, out var secret));
            await using var db = await Contexts.CreateDbContextAsync();
            await db.AgentKeys.Where(k => k.Id == secret.Id).ExecuteUpdateAsync(set => set.SetProperty(k => k.RevokedAt, Clock.GetUtcNow()));
        }

        public async Task FindAllAsync(params string[] credentials)
        {
            foreach (var credential in credentials)
            {
                Assert.NotNull(await Ring.FindAsync(credential, default));
            }
        }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _queries);
            return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
        }

        public ValueTask DisposeAsync() => _services.DisposeAsync();
    }
}
