using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Monitor.Web.Hosting;
using Monitor.Web.Store;

namespace Monitor.Tests.Support;

/// <summary>
/// The real application on real Kestrel, on a free port, with a database of its own. One for the suite by <see cref="Suite"/>; a class that needs a clock of
/// its own, or settings, makes its own and disposes of it.
/// </summary>
public sealed class TestApplication : IAsyncLifetime
{
    public const string AdminPassword = "correct-horse-battery-staple-42";

    private readonly string _data = TestFolders.Create("app");
    private readonly Factory _factory;

    public TestApplication()
        : this(null)
    {
    }

    internal TestApplication(TimeProvider? clock, params (string Key, string Value)[] settings) => _factory = new Factory(this, clock, settings);

    public TestDatabase Database { get; } = new();

    public string DataPath => _data;

    public IServiceProvider Services => _factory.Services;

    /// <summary>As it is a minute after the last look: every request asks again whether its session still counts.</summary>
    public void LookAtEverySession() => Services.GetRequiredService<IOptions<SecurityStampValidatorOptions>>().Value.ValidationInterval = TimeSpan.Zero;

    /// <summary>The last errors that its logs hold, a line each: what to say where a test fails that only saw an answer or a screen.</summary>
    public async Task<string> LoggedErrorsAsync()
    {
        var (files, errors) = (Services.GetRequiredService<LogFiles>(), new List<LogEntry>());
        foreach (var file in files.List())
        {
            errors.AddRange((await files.ReadAsync(file.Name, null, 500, default)).Entries.Where(e => e.Level is "Error" or "Critical"));
        }

        return string.Join('\n', errors.OrderBy(e => e.Time).TakeLast(20));
    }

    /// <summary>http://127.0.0.1:port/</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public async Task InitializeAsync()
    {
        await Database.InitializeAsync();
        _factory.UseKestrel(0);
        _factory.StartServer();
        Address = new UriBuilder(_factory.ClientOptions.BaseAddress) { Host = "127.0.0.1" }.Uri;
    }

    public Task DisposeAsync() => Stopping.RunAsync("The application", async () =>
    {
        await _factory.DisposeAsync();
        await Database.DisposeAsync();
        TestFolders.Delete(_data);
    });

    /// <summary>A client with its own cookies that shows redirects instead of following them.</summary>
    public HttpClient CreateClient() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new System.Net.CookieContainer() }) { BaseAddress = Address };

    // Any type of the web application names it; `Program` would also be the agent's.
    private sealed class Factory(TestApplication test, TimeProvider? clock, (string Key, string Value)[] settings) : WebApplicationFactory<CommitFeed>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Production");
            builder.UseSetting("ConnectionStrings:Monitor", test.Database.ConnectionString);
            builder.UseSetting("ConnectionStrings:MonitorOwner", test.Database.OwnerConnectionString);
            builder.UseSetting(DataFolder.Key, test.DataPath);
            builder.UseSetting("Agent:Enabled", "false");
            builder.UseSetting("MONITOR_ADMIN_PASSWORD", AdminPassword);
            foreach (var (key, value) in settings)
            {
                builder.UseSetting(key, value);
            }

            // Ten times what the product allows itself: several applications stop at once here.
            builder.ConfigureServices(services => services.PostConfigure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(100)));
            if (clock is not null)
            {
                builder.ConfigureServices(services => services.Replace(ServiceDescriptor.Singleton(clock)));
            }
        }
    }
}
