using Microsoft.AspNetCore.Authorization;

namespace Monitor.Web.Access;

/// <summary>Wants a signed-in person whose account is active and, where one is named, who has a permission.</summary>
internal sealed record PermissionRequirement(string? Permission) : IAuthorizationRequirement;

/// <summary>Answers from the database, not from the cookie: a demotion bites at the next request.</summary>
internal sealed class PermissionHandler(AccessGate gate) : AuthorizationHandler<PermissionRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
    {
        var http = context.Resource as HttpContext;
        var actor = RequestStanding.ActorOf(http, context.User) ?? await gate.FindAsync(context.User, http?.RequestAborted ?? CancellationToken.None);
        if (actor is null || (requirement.Permission is { } permission && !actor.May(permission)))
        {
            return;
        }

        // `portal.use` covers reading one's own and asking for help; a token that may only read must not do the second.
        var changes = http is not null && !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method);
        if (actor.TokenScopes is null || !changes || Domain.Access.TokenScopes.Write(actor.TokenScopes))
        {
            context.Succeed(requirement);
        }
    }
}
