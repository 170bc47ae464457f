namespace Monitor.Web.Metrics;

/// <summary>The script that installs an agent, the same for everybody; what differs comes as its arguments.</summary>
internal static class InstallScript
{
    public static string Text { get; } = Read();

    private static string Read()
    {
        using var stream = typeof(InstallScript).Assembly.GetManifestResourceStream("install.sh")
            ?? throw new InvalidOperationException("install.sh is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
