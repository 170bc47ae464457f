using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace Monitor.Web.Access.Account;

internal static class SignOut
{
    /// <summary>Signing out is a change: POST, with the form's token, so that no foreign page signs people out.</summary>
    public static void MapSignOut(this WebApplication app) =>
        app.MapPost(AccountPaths.SignOut, async (HttpContext context, IAntiforgery antiforgery) =>
        {
            if (!await antiforgery.IsRequestValidAsync(context))
            {
                return Results.Problem("The form is too old. Go back, reload the page and sign out again.", statusCode: StatusCodes.Status400BadRequest,
                    title: "The form was not accepted", type: "/problems/form");
            }

            await context.SignOutAsync(IdentityConstants.ApplicationScheme);
            return Results.LocalRedirect(AccountPaths.SignIn);
        }).AllowAnonymous().ExcludeFromDescription();
}
