using Monitor.Web.Hosting;

namespace Monitor.Tests.Support;

/// <summary>Ends what a fixture started. Of a failure there the runner tells nothing but its type: the whole of it goes into a file that `./monitor test` prints.</summary>
internal static class Stopping
{
    public static async Task RunAsync(string what, Func<Task> stop)
    {
        try
        {
            await stop();
        }
        catch (Exception failure)
        {
            var folder = Directory.CreateDirectory(Path.Combine(ProductHome.Path, "artifacts")).FullName;
            await File.AppendAllTextAsync(Path.Combine(folder, "stop-failures.txt"), $"{what} did not stop as it should: {failure}\n");
            throw;
        }
    }
}
