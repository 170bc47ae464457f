using Microsoft.AspNetCore.Authorization;
using Monitor.Domain.Access;
using Monitor.Web.Access.Account;
using Monitor.Web.Access.Audit;
using Monitor.Web.Access.KeyRing;
using Monitor.Web.Access.People;
using Monitor.Web.Access.SecondFactors;
using Monitor.Web.Access.Sessions;
using Monitor.Web.Access.Tokens;
using Monitor.Web.Hosting;

namespace Monitor.Web.Access;

internal static class AccessSetup
{
    /// <param name="keysFolder">Where the master key is kept unless a setting names another file.</param>
    public static void AddAccess(this WebApplicationBuilder builder, string keysFolder)
    {
        var services = builder.Services;
        services.AddSingleton<AccessGate>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<StandingCheck>();
        services.AddHttpContextAccessor();
        services.AddOptions<AccessOptions>().BindConfiguration(AccessOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddKeyRing(builder.Configuration, keysFolder);
        services.AddSessions();
        services.AddPolicies();

        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<SecondFactorSeal>();
        services.AddSingleton<SecondFactorCheck>();
        services.AddSingleton<SecondFactorDesk>();
        services.AddSingleton<SignInDesk>();
        services.AddSingleton<InvitationDesk>();
        services.AddSingleton<UserDesk>();
        services.AddSingleton<UserReader>();
        services.AddSingleton<TeamDesk>();
        services.AddSingleton<ProfileDesk>();
        services.AddSingleton<TokenDesk>();
        services.AddSingleton<AuditReader>();
        services.AddSingleton<AuditNames>();
        services.AddSingleton<HostChoices>();
        services.AddSingleton<CircuitDoor>();
        services.AddHostedService(s => s.GetRequiredService<CircuitDoor>());

        services.AddHostedService<FirstAdministrator>();
    }

    public static void MapAccess(this WebApplication app)
    {
        // Opened here and not at the first cookie, so that a missing key stops the start.
        _ = app.Services.GetRequiredService<MasterKey>();
        var door = app.Services.GetRequiredService<CircuitDoor>();
        app.Services.GetRequiredService<SelfMetrics>().AddGauge("monitor.circuits", () => door.Open);
        app.UseAuthentication();
        app.Use(RefusalAsync);
        app.Use(next => context => door.PassAsync(context, next));
        app.UseAuthorization();
        app.MapSignOut();
        app.MapAudit();
    }

    /// <summary>One policy per permission; whatever names none wants an active account at least.</summary>
    private static void AddPolicies(this IServiceCollection services)
    {
        var active = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().AddRequirements(new PermissionRequirement(null)).Build();
        var authorization = services.AddAuthorizationBuilder().SetDefaultPolicy(active).SetFallbackPolicy(active);
        foreach (var permission in Permissions.All)
        {
            authorization.AddPolicy(permission, policy => policy.RequireAuthenticatedUser().AddRequirements(new PermissionRequirement(permission)));
        }

        services.AddSingleton<IAuthorizationHandler, PermissionHandler>();
    }

    /// <summary>A command's refusal becomes an answer, where the command was called through the API.</summary>
    private static async Task RefusalAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (AccessRefusedException refused) when (!context.Response.HasStarted)
        {
            await AccessProblems.NotAllowedAsync(context, refused.Message);
        }
    }
}
