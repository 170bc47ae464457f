namespace Monitor.Web.Hosting;

/// <summary>
/// Starts in the order database, application, listening, agent, and stops in the opposite one: the agent first, which sends what it still has, then the
/// web server, then an embedded PostgreSQL.
/// </summary>
internal static class UpCommand
{
    public static async Task<int> RunAsync(UpOptions options, Product product, CancellationToken cancellationToken)
    {
        RuntimeFloor.Check(Environment.Version);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = options.Settings, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseStaticWebAssets();
        options.ApplyTo(builder.Configuration);
        ConfigurationCheck.Run(builder.Configuration);
        var data = DataFolder.From(builder.Configuration);
        Directory.CreateDirectory(data.Path);
        await using var only = FileLock.Try(data.In("up.lock"))
            ?? throw new StartupException(
                $"Another Monitor runs on {data.Path}. Stop it, or choose another folder with --data and another port with --port.", "already running");
        Listening.Configure(builder, options.Port, data);
        await using var database = await DatabaseSetup.StartAsync(builder, _ => true, cancellationToken);
        product.Add(builder);
        await using var app = builder.Build();
        product.Map(app);
        await app.RunAsync();
        return 0;
    }
}
