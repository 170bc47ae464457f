namespace Monitor.Web.Hosting;

/// <summary>Writes what the agent reads at its start: where the server is, which certificate it has, and the agent's credential.</summary>
internal static class LocalAgentSettings
{
    public static async Task PrepareAsync(
        string folder, Uri server, string? pin, Func<string, Task<LocalCredential>> enrol, CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        throw new NotSupportedException();
    }
}
