namespace Monitor.Web.Hosting;

/// <summary>The settings of a command that needs the database and nothing else of the application.</summary>
internal static class CommandSettings
{
    public static IConfiguration Read(string? dataPath)
    {
        RuntimeFloor.Check(Environment.Version);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        new UpOptions(0, null, NoAgent: true, dataPath, Demo: false, []).ApplyTo(builder.Configuration);
        ConfigurationCheck.Run(builder.Configuration);
        return builder.Configuration;
    }
}
