namespace Monitor.Web.Hosting;

/// <summary>Older runtimes accept forged cookies and smuggled requests; on one of those nothing is served at all.</summary>
internal static class RuntimeFloor
{
    public static readonly Version Minimum = new(10, 0, 12);

    public static void Check(Version running)
    {
        if (running < Minimum)
        {
            throw new StartupException($"This is .NET {running}; Monitor needs {Minimum} or newer, because older ones have known holes. Update the .NET SDK.", "old runtime");
        }
    }
}
