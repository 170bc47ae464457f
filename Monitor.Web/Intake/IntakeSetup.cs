using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Monitor.Domain.Wire;
using Monitor.Web.Hosting;
using Monitor.Web.Intake.Direct;
using Monitor.Web.Intake.Lines;
using Monitor.Web.Intake.Mail;
using Monitor.Web.Intake.Syslog;
using Monitor.Web.Store;

namespace Monitor.Web.Intake;

internal static class IntakeSetup
{
    public static void AddIntake(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, AgentKeyHandler>(AgentKeyHandler.SchemeName, null);
        services.AddAuthorization();
        services.AddSingleton<SchemaBook>();
        services.AddSingleton<TimeWindow>();
        services.AddSingleton<AgentClocks>();
        services.AddHostedService<AgentClocksLoading>();
        services.AddSingleton<AgentPace>();
        services.AddSingleton<BatchActions>();
        services.AddSingleton<BatchStorage>();
        services.AddSingleton<BatchLogs>();
        services.AddSingleton<BatchIntake>();
        services.AddSingleton<HostGuard>();
        services.AddSingleton<AgentDoor>();
        services.AddSingleton<MetricsEndpoint>();
        services.AddSingleton<DirectServices>();
        services.AddSingleton<DirectDoor>();
        services.AddSingleton<ConnectionDoor>(provider => provider.GetRequiredService<DirectDoor>().ServeAsync);
        services.AddLines();
        services.AddSyslog();
        services.AddSingleton<MailPace>();
        services.AddSingleton<MailTickets>();
        services.AddSingleton<MailDesk>();
        services.AddSingleton<MailQueries>();
    }

    public static void MapIntake(this WebApplication app)
    {
        var limit = app.Services.GetRequiredService<IOptions<IngestOptions>>().Value.MaxBodyBytes;
        var metrics = app.Services.GetRequiredService<MetricsEndpoint>();
        // Answered by routing itself, before the pipeline of people and pages: AgentDoor keeps the policy that is named here.
        var post = TrustedProxies.Around(app, metrics.PostAsync);
        app.MapPost("/api/v1/metrics", (Delegate)post)
            .WithMetadata(AgentKeyHandler.Policy, new RequestSizeLimitAttribute(limit)).DisableAntiforgery()
            .WithTags("agents").WithSummary("Takes a batch of an agent; answers after the commit.").Accepts<MetricBatch>("application/json").Produces<BatchAnswer>()
            .ShortCircuit();
        LinesSetup.Map(app, limit);
        MailEndpoint.Map(app);
        app.MapPost("/api/v1/agents/key", KeyRotation.PostAsync).RequireAuthorization(AgentKeyHandler.Policy).DisableAntiforgery()
            .WithTags("agents").WithSummary("Makes a new key for the agent; the old one works for a day more.").Produces<NewAgentKey>();
    }
}
