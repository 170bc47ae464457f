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

    [Fact]
    public async Task A_header_that_comes_again_on_its_connection_is_recognised_as_long_as_its_key_is_believed_and_good()
    {
        await using var stand = new Stand(database);
        var (key, other) = (await stand.AddAsync(), await stand.AddAsync());
        var header = $"Bearer {key}";
        Assert.Null(stand.Ring.Recognise(header));
        var agent = await stand.Ring.FindAsync(key, default, header);
        Assert.NotNull(agent);
        Assert.Same(agent, stand.Ring.Recognise(header));
        Assert.Null(stand.Ring.Recognise($"Bearer {key}"));
        Assert.Null(stand.Ring.Recognise(header.Replace(key, $"{key[..^1]}{(key[^1] == 'A' ? 'B' : 'A')}", StringComparison.Ordinal)));
        Assert.Null(stand.Ring.Recognise("Bearer mka_"));

        // Renewed with another's: the same key, and the same header.
        stand.Clock.Advance(TimeSpan.FromSeconds(4));
        await stand.FindAllAsync(other);
        stand.Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.NotNull(stand.Ring.Recognise(header));
        stand.Clock.Advance(Believed + TimeSpan.FromSeconds(1));
        Assert.Null(stand.Ring.Recognise(header));
        await stand.Ring.FindAsync(key, default, header);
        stand.Ring.Forget([agent.KeyId]);
        Assert.Null(stand.Ring.Recognise(header));

        await stand.RevokeAsync(key, TimeSpan.FromSeconds(2));
        Assert.NotNull(await stand.Ring.FindAsync(key, default, header));
        Assert.NotNull(stand.Ring.Recognise(header));
        stand.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(stand.Ring.Recognise(header));
    }

    [Fact]
    public async Task A_wrong_secret_is_not_recognised_later()
    {
        await using var stand = new Stand(database);
        var key = await stand.AddAsync();
        var wrong = $"{key[..^2]}{(key[^2] == 'A' ? 'B' : 'A')}{key[^1]}";
        var header = $"Bearer {wrong}";
        Assert.Null(await stand.Ring.FindAsync(wrong, default, header));
        Assert.NotNull(await stand.Ring.FindAsync(key, default));
        Assert.Null(stand.Ring.Recognise(header));
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

        public async Task RevokeAsync(string credential, TimeSpan later = default)
        {
            Assert.True(Secret.TryParse(credential, Secret.AgentKeyPrefix, out var secret));
            await using var db = await Contexts.CreateDbContextAsync();
            await db.AgentKeys.Where(k => k.Id == secret.Id).ExecuteUpdateAsync(set => set.SetProperty(k => k.RevokedAt, Clock.GetUtcNow() + later));
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
