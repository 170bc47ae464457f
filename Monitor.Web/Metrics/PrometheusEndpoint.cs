using System.Net;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Store;

namespace Monitor.Web.Metrics;

/// <summary><c>GET /metrics</c>: the product's own figures for a Prometheus. Open to this machine; from elsewhere it wants somebody who may read hosts.</summary>
internal static class PrometheusEndpoint
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>A proxy on this machine that nobody listed must not make the whole world local.</summary>
    private static readonly string[] Forwarding = ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"];

    public static void Map(WebApplication app) => app.MapGet("/metrics", GetAsync).AllowAnonymous();

    private static async Task GetAsync(HttpContext context, AccessGate gate, SelfMetrics metrics, IngestCounters counters, CancellationToken cancellationToken)
    {
        if (!IsLocal(context))
        {
            if (await gate.FindAsync(context.User, cancellationToken) is not { } actor)
            {
                await AccessProblems.NotSignedInAsync(context);
                return;
            }

            if (!actor.May(Permissions.HostsRead))
            {
                await AccessProblems.NotAllowedAsync(context);
                return;
            }
        }

        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = ContentType;
        await context.Response.WriteAsync(Write(metrics, counters), cancellationToken);
    }

    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } peer && IPAddress.IsLoopback(peer) && !Forwarding.Any(context.Request.Headers.ContainsKey);

    private static string Write(SelfMetrics metrics, IngestCounters counters)
    {
        var text = new PrometheusText();
        foreach (var (metric, value) in metrics.Latest.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            text.Level(metric, value);
        }

        text.Counter("monitor.samples_accepted", "Samples stored since the start", counters.AcceptedSamples);
        text.Counter("monitor.samples_duplicate", "Samples that were there already", counters.DuplicateSamples);
        text.Counter("monitor.batches_stored", "Batches stored", counters.StoredBatches);
        text.Counter("monitor.commits", "Commits of groups of batches", counters.Commits);
        text.Counter("monitor.commit_seconds", "Time spent in commits", counters.CommitTime.TotalSeconds);
        text.Counter("monitor.samples_refused", "Samples refused, by reason", "reason", counters.RefusedSamples);
        text.Counter("monitor.batches_refused", "Batches refused whole, by reason", "reason", counters.RefusedBatches);
        return text.ToString();
    }
}
