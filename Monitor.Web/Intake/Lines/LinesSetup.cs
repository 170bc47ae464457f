using Microsoft.AspNetCore.Mvc;
using Monitor.Web.Hosting;
using Monitor.Web.Intake.Otlp;

namespace Monitor.Web.Intake.Lines;

/// <summary>Lines of logs that no agent of ours sends.</summary>
internal static class LinesSetup
{
    public static void AddLines(this IServiceCollection services)
    {
        services.AddSingleton<LogSenderDoor>();
        services.AddSingleton<LogHosts>();
        services.AddSingleton<LogStorage>();
        services.AddSingleton<LogsEndpoint>();
        services.AddSingleton<OtlpEndpoint>();
    }

    public static void Map(WebApplication app, int limit)
    {
        // As the agents' door: answered before the pipeline of people and pages, by whom LogSenderDoor lets in.
        var logs = TrustedProxies.Around(app, app.Services.GetRequiredService<LogsEndpoint>().PostAsync);
        app.MapPost("/api/v1/logs", (Delegate)logs)
            .WithMetadata(LogSenderDoor.Policy, new RequestSizeLimitAttribute(limit)).DisableAntiforgery()
            .WithTags("logs").WithSummary("Takes lines of a host's logs; answers after the commit.").Accepts<object>("application/json", "application/x-ndjson", "text/plain")
            .Produces<LogAnswer>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(413).ProducesProblem(503)
            .ShortCircuit();
        var otlp = TrustedProxies.Around(app, app.Services.GetRequiredService<OtlpEndpoint>().PostAsync);
        app.MapPost("/v1/logs", (Delegate)otlp)
            .WithMetadata(LogSenderDoor.Policy, new RequestSizeLimitAttribute(limit)).DisableAntiforgery()
            .ExcludeFromDescription()
            .ShortCircuit();
    }
}
