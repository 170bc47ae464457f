namespace Monitor.Web.Hosting;

internal static class LogSetup
{
    /// <summary>The console keeps only what a person needs to read; everything else is a line in a file. Logging:Console=true brings all of it to the console too.</summary>
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        if (builder.Configuration.GetValue<bool>("Logging:Console"))
        {
            builder.Logging.AddJsonConsole();
        }

        var data = DataFolder.From(builder.Configuration);
        builder.Services.AddSingleton(new LogOptions(data.Logs));
        builder.Services.AddSingleton<LogWriter>();
        builder.Services.AddSingleton<ILoggerProvider, SliceLogs>();
        builder.Services.AddSingleton<LogFiles>();
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // It says nothing that is kept, and while it could, each request gets a trace of its own.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Error);
        // The text of the statement alone; why it failed is logged by who sent it.
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.None);
        builder.Logging.AddFilter("System", LogLevel.Warning);
        builder.Logging.AddFilter("Npgsql", LogLevel.Warning);
        builder.Logging.AddFilter("Quartz", LogLevel.Warning);
    }
}
