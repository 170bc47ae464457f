namespace Monitor.Web.Hosting;

public sealed record UpOptions(int Port, string? Listen, bool NoAgent, string? Data, bool Demo, string[] Settings)
{
    /// <summary>The same options as settings, so that the rest of the application reads one thing.</summary>
    public void ApplyTo(IConfigurationManager configuration)
    {
        var settings = new Dictionary<string, string?>();
        if (Data is not null)
        {
            settings[DataFolder.Key] = Data;
        }

        if (Listen is not null)
        {
            settings["Server:Listen"] = Listen;
        }

        if (NoAgent)
        {
            settings["Agent:Enabled"] = "false";
        }

        if (Demo)
        {
            settings["Demo:Enabled"] = "true";
            settings["Retention:Raw"] = "32.00:00:00"; // the generated month stays
        }

        configuration.AddInMemoryCollection(settings);
    }
}
