using Microsoft.EntityFrameworkCore;
using Monitor.Data;

namespace Monitor.Web.Hosting;

/// <summary>Finds or starts the database and migrates it before anything else of the application exists; stops an embedded one after all else has ended.</summary>
public sealed class DatabaseSetup : IAsyncDisposable
{
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
        EmbeddedPostgres? embedded = null;
        var app = configuration.GetConnectionString("Monitor");
        var owner = configuration.GetConnectionString("MonitorOwner");
        if (string.IsNullOrWhiteSpace(app))
        {
            embedded = await EmbeddedPostgres.StartAsync(data.Path, PostgresBinaries.Locate(ProductHome.Path), Console.WriteLine, cancellationToken);
            app = embedded.AppConnectionString;
            owner = embedded.OwnerConnectionString;
        }

        else
        {
            await OutsideDatabase.CheckAsync("ConnectionStrings__Monitor", app, cancellationToken);
            if (!string.IsNullOrWhiteSpace(owner))
            {
                await OutsideDatabase.CheckAsync("ConnectionStrings__MonitorOwner", owner, cancellationToken);
            }
        }

        owner = string.IsNullOrWhiteSpace(owner) ? app : owner;
        await DatabaseMigration.RunAsync(owner, app, cancellationToken);
        var databases = new Databases(app, owner);
        builder.Services.AddSingleton(data);
        builder.Services.AddSingleton(databases);
        if (embedded is not null)
        {
            builder.Services.AddSingleton(embedded);
            builder.Services.AddHostedService<PostgresKeeper>();
        }

        builder.Services.AddDbContextFactory<MonitorDb>(options => options.UseNpgsql(databases.Ui));
        return new DatabaseSetup(databases, embedded, stops);
    }

    public async ValueTask DisposeAsync()
    {
        await Databases.DisposeAsync();
        if (_embedded is not null && _stops(_embedded))
        {
            await _embedded.StopAsync(CancellationToken.None);
        }
    }
}
