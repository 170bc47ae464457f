using Microsoft.EntityFrameworkCore;
using Monitor.Data;

namespace Monitor.Web.Hosting;

/// <summary>Finds or starts the database and migrates it before anything else of the application exists; stops an embedded one after all else has ended.</summary>
public sealed class DatabaseSetup : IAsyncDisposable
{
    private const int ContextsKept = 64;
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(5);

    private readonly EmbeddedPostgres? _embedded;
    private readonly Func<EmbeddedPostgres, bool> _stops;

    private DatabaseSetup(Databases databases, EmbeddedPostgres? embedded, Func<EmbeddedPostgres, bool> stops)
    {
        Databases = databases;
        _embedded = embedded;
        _stops = stops;
    }

    public Databases Databases { get; }

    /// <param name="builder">Gets the database's services.</param>
    /// <param name="stops">Asked at the end: whether an embedded server is to be stopped.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    public static async Task<DatabaseSetup> StartAsync(WebApplicationBuilder builder, Func<EmbeddedPostgres, bool> stops, CancellationToken cancellationToken)
    {
        var configuration = builder.Configuration;
        var data = DataFolder.From(configuration);
        var (app, owner, embedded) = await DatabaseLocation.FindAsync(configuration, Console.WriteLine, cancellationToken);
        var safety = new SafetyBackup(data, configuration, TimeProvider.System, Console.WriteLine);
        await DatabaseMigration.RunAsync(owner, app, safety.RunAsync, cancellationToken);
        var databases = new Databases(app, owner, QueryTimeout(configuration));
        builder.Services.AddSingleton(data);
        builder.Services.AddSingleton(databases);
        builder.Services.AddSingleton<IngestContexts>();
        if (embedded is not null)
        {
            builder.Services.AddSingleton(embedded);
            builder.Services.AddHostedService<PostgresKeeper>();
        }

        // Used again: making one costs as much as a small query does.
        builder.Services.AddPooledDbContextFactory<MonitorDb>(options => UiContexts.Configure(options, databases), ContextsKept);
        return new DatabaseSetup(databases, embedded, stops);
    }

    private static TimeSpan? QueryTimeout(IConfiguration configuration) =>
        configuration.GetValue<TimeSpan?>("Database:QueryTimeout") is not { } chosen ? null
        : chosen >= TimeSpan.FromSeconds(1) ? chosen
        : throw ConfigurationCheck.Wrong("Database__QueryTimeout", $"`{chosen}` is shorter than a second, 00:00:01");

    public async ValueTask DisposeAsync()
    {
        await ClosePoolsAsync();
        if (_embedded is not null && _stops(_embedded))
        {
            await _embedded.StopAsync(CancellationToken.None);
        }
    }

    // Closing a connection waits for the answer that it is expecting, which a database that hangs never gives.
    private async Task ClosePoolsAsync()
    {
        try
        {
            await Task.Run(async () => await Databases.DisposeAsync()).WaitAsync(CloseLimit);
        }
        catch (TimeoutException)
        {
            await Console.Error.WriteLineAsync("The database does not answer; its connections end with the process.");
        }
    }
}
