using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Tests.Support;
using Monitor.Web.Access.Tokens;

namespace Monitor.Tests.Metrics;

/// <summary>An application whose clock a test moves, and whose database stops no query by itself, so that what ends one is seen.</summary>
public sealed class ClockedApplication : IAsyncLifetime
{
    public ClockedApplication() => Application = new TestApplication(Clock, ("Database:QueryTimeout", "00:10:00"));

    public ManualTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow());

    public TestApplication Application { get; }

    public Task InitializeAsync() => Application.InitializeAsync();

    public Task DisposeAsync() => Application.DisposeAsync();

    internal Task<string> TokenAsync(TestUser user, params string[] scopes) =>
        Application.Services.GetRequiredService<TokenDesk>().CreateForAsync(user.Name, scopes is [] ? [TokenScopes.Read] : scopes, TimeSpan.FromDays(1), default);
}
