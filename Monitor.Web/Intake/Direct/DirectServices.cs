using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Monitor.Web.Store;

namespace Monitor.Web.Intake.Direct;

/// <summary>What all connections of agents share.</summary>
internal sealed record DirectServices(
    AgentDoor Door, HostGuard Guard, BatchStorage Storage, IngestCounters Counters, IOptions<IngestOptions> Ingest, IOptions<KestrelServerOptions> Kestrel, IOptions<HostFilteringOptions> Hosts,
    IOptions<JsonOptions> Json, TimeProvider Time, ILogger<AgentConnection> Logger)
{
    public DateLine Date { get; } = new(Time);

    /// <summary>The names under which the server is asked; none where any will do.</summary>
    public IReadOnlyList<string> Names { get; } = Hosts.Value.AllowedHosts.Contains("*") ? [] : [.. Hosts.Value.AllowedHosts];
}
