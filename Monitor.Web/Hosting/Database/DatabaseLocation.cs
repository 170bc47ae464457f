namespace Monitor.Web.Hosting;

/// <summary>Where the database is and how both roles reach it; an embedded one runs by then.</summary>
/// <param name="App">The connection string of the application's role.</param>
/// <param name="Owner">That of the owner; the same where there is one role only.</param>
/// <param name="Embedded">Null with an outside PostgreSQL.</param>
internal sealed record DatabaseLocation(string Application, string Owner, EmbeddedPostgres? Embedded)
{
    public static async Task<DatabaseLocation> FindAsync(IConfiguration configuration, Action<string> say, CancellationToken cancellationToken)
    {
        var app = configuration.GetConnectionString("Monitor");
        if (string.IsNullOrWhiteSpace(app))
        {
            var data = DataFolder.From(configuration);
            var embedded = await EmbeddedPostgres.StartAsync(data.Path, PostgresBinaries.Locate(ProductHome.Path), say, cancellationToken);
            return new DatabaseLocation(embedded.AppConnectionString, embedded.OwnerConnectionString, embedded);
        }

        await OutsideDatabase.CheckAsync("ConnectionStrings__Monitor", app, cancellationToken);
        var owner = configuration.GetConnectionString("MonitorOwner");
        if (string.IsNullOrWhiteSpace(owner))
        {
            return new DatabaseLocation(app, app, null);
        }

        await OutsideDatabase.CheckAsync("ConnectionStrings__MonitorOwner", owner, cancellationToken);
        return new DatabaseLocation(app, owner, null);
    }

    /// <summary>
    /// For a command that ends: stops an embedded server that was started for it, unless a server of the product came up meanwhile, which then stops it. The
    /// lock is held until this process ends.
    /// </summary>
    public async Task LeaveAsync(DataFolder data)
    {
        if (Embedded is not null && StopsAfterCommand(Embedded, data))
        {
            await Embedded.StopAsync(CancellationToken.None);
        }
    }

    public static bool StopsAfterCommand(EmbeddedPostgres postgres, DataFolder data) => postgres.StartedHere && FileLock.Try(data.In("up.lock")) is not null;
}
