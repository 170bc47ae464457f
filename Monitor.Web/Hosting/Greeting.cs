using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Monitor.Web.Hosting;

/// <summary>Tells the person at the console where the product is, once it can be reached.</summary>
internal sealed class Greeting(IServer server, ServerAddress address, IHostApplicationLifetime lifetime, ServerCertificate certificate) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(Say);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Say()
    {
        var listening = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        Console.WriteLine($"Monitor is ready: {address.Public ?? string.Join("  ", listening)}");
        if (certificate.Pin is { } pin)
        {
            Console.WriteLine($"Certificate SHA-256: {pin}");
        }
    }
}
