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
        await RunAsync(app);
        return 0;
    }

    /// <summary>Until it is stopped. What a stop cannot finish in its time was not answered with yes: it comes again, or is done after the next start.</summary>
    private static async Task RunAsync(WebApplication app)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        try
        {
            await app.RunAsync();
        }
        catch (Exception late) when (stopping.IsCancellationRequested && IsOutOfTime(late))
        {
            await Console.Error.WriteLineAsync("Not everything could be finished in the time that a stop has; the rest is done after the next start.");
        }
    }

    private static bool IsOutOfTime(Exception exception) =>
        exception is OperationCanceledException || (exception is AggregateException several && several.InnerExceptions.All(IsOutOfTime));
}
