using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Monitor.Tests.Support;

namespace Monitor.Tests.Bench;

/// <summary>The program victoria-metrics, where it is installed (Debian: apt install victoria-metrics), with its own settings and a folder of its own.</summary>
internal sealed class VictoriaProcess(Process process, Uri address) : IAsyncDisposable
{
    private const string Program = "victoria-metrics";

    public int Id => process.Id;

    public Uri Address => address;

    public static async Task<VictoriaProcess?> StartAsync(string folder)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(p => Path.Combine(p, Program)).FirstOrDefault(File.Exists);
        if (path is null)
        {
            return null;
        }

        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo(path) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("-storageDataPath=" + Path.Combine(folder, "victoria"));
        start.ArgumentList.Add("-httpListenAddr=" + address.Authority);
        start.ArgumentList.Add("-loggerLevel=ERROR");
        // Else it closes what is older than two minutes, or idle for one.
        start.ArgumentList.Add("-http.connTimeout=1h");
        start.ArgumentList.Add("-http.idleConnTimeout=1h");
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var client = new HttpClient { BaseAddress = address };
        await Eventually.TrueAsync(async () =>
        {
            try
            {
                using var answer = await client.GetAsync("health");
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
        return new VictoriaProcess(process, address);
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
