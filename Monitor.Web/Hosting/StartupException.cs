namespace Monitor.Web.Hosting;

/// <summary>The product cannot start; the message says what to do, and <see cref="Row"/> names the row of docs/troubleshooting.md.</summary>
public sealed class StartupException(string message, string row, Exception? cause = null) : Exception(message, cause)
{
    public string Row { get; } = row;
}
