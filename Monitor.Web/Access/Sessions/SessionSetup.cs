using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.StaticAssets;
using Monitor.Data;
using Monitor.Web.Access.Account;
using Monitor.Web.Access.Tokens;

namespace Monitor.Web.Access.Sessions;

/// <summary>Who is signed in: by cookie in the browser, by bearer token at the API.</summary>
internal static class SessionSetup
{
    private const string EitherScheme = "Monitor";

    public static void AddSessions(this IServiceCollection services)
    {
        // Stateless both; Identity would register them per request, and the desks live as long as the application.
        services.AddSingleton<IPasswordHasher<MonitorUser>, PasswordHasher<MonitorUser>>();
        services.AddSingleton<ILookupNormalizer, UpperInvariantLookupNormalizer>();
        services.AddIdentityCore<MonitorUser>(options =>
        {
            options.User.RequireUniqueEmail = false;
            options.User.AllowedUserNameCharacters = MonitorUserNames.Allowed;
        }).AddEntityFrameworkStores<MonitorDb>().AddSignInManager();
        services.Configure<SecurityStampValidatorOptions>(o => o.ValidationInterval = TimeSpan.FromMinutes(1));
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = 210_000); // OWASP's figure for PBKDF2 with HMAC-SHA-512

        services.AddAuthentication(EitherScheme)
            .AddPolicyScheme(EitherScheme, null, o => o.ForwardDefaultSelector = Choose)
            .AddScheme<AuthenticationSchemeOptions, ApiTokenScheme>(ApiTokenScheme.Name, null)
            .AddCookie(IdentityConstants.ApplicationScheme, Cookie)
            .AddCookie(IdentityConstants.TwoFactorRememberMeScheme); // never set: whose session has ended is signed out of it too, which fails where it is unknown
        services.AddScoped<IClaimsTransformation, AddressClaim>();
        services.AddScoped<AuthenticationStateProvider, SessionState>();
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = "monitor.form";
            o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            o.Cookie.SameSite = SameSiteMode.Strict;
        });
    }

    /// <summary>
    /// A door with a scheme of its own (the agents') is asked in that scheme at once: to try a person's first would fail, and be logged, each time.
    /// Tokens count only where programs call; cookies only read there, so that no foreign page can make a browser change anything.
    /// </summary>
    private static string Choose(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<AuthorizationPolicy>()?.AuthenticationSchemes is [var own])
        {
            return own;
        }

        var program = context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            || context.Request.Path.StartsWithSegments("/metrics", StringComparison.OrdinalIgnoreCase)
            || context.Request.Path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase);
        var reads = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        return program && (!reads || context.Request.Headers.Authorization.Count > 0) ? ApiTokenScheme.Name : IdentityConstants.ApplicationScheme;
    }

    private static void Cookie(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = SessionCookies.Name;
        options.CookieManager = new SessionCookies();
        options.Cookie.HttpOnly = true;
        options.Cookie.Path = "/";
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = TimeSpan.FromHours(12);
        options.SlidingExpiration = true;
        options.LoginPath = AccountPaths.SignIn;
        options.LogoutPath = AccountPaths.SignOut;
        options.AccessDeniedPath = AccountPaths.Denied;
        options.ReturnUrlParameter = AccountPaths.ReturnUrl;
        options.Events.OnValidatePrincipal = ValidateAsync;
        options.Events.OnRedirectToLogin = context => RedirectOrAnswer(context, AccessProblems.NotSignedInAsync);
        options.Events.OnRedirectToAccessDenied = context => RedirectOrAnswer(context, c => AccessProblems.NotAllowedAsync(c));
    }

    /// <summary>Files of the application are everybody's: they come also while the database, which knows who is who, is away.</summary>
    private static Task ValidateAsync(CookieValidatePrincipalContext context) =>
        context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is null ? SecurityStampValidator.ValidatePrincipalAsync(context) : Task.CompletedTask;

    /// <summary>A person is led to a page; a program gets an answer.</summary>
    private static Task RedirectOrAnswer(RedirectContext<CookieAuthenticationOptions> context, Func<HttpContext, Task> answer)
    {
        string[] programs = ["/api", "/_blazor", "/metrics", "/openapi", "/health"];
        var page = HttpMethods.IsGet(context.Request.Method) && !programs.Any(p => context.Request.Path.StartsWithSegments(p, StringComparison.OrdinalIgnoreCase));
        if (!page)
        {
            return answer(context.HttpContext);
        }

        context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }
}
