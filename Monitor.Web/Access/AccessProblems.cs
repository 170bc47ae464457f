namespace Monitor.Web.Access;

/// <summary>The refusals of this slice as ProblemDetails.</summary>
internal static class AccessProblems
{
    public static Task NotSignedInAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return WriteAsync(context, StatusCodes.Status401Unauthorized, "not-signed-in", "Not signed in",
            "Send a valid API token in the header `Authorization: Bearer …`. Tokens are made on the profile page.");
    }

    public static Task NotAllowedAsync(HttpContext context, string? detail = null) =>
        WriteAsync(context, StatusCodes.Status403Forbidden, "not-allowed", "Not allowed",
            detail ?? "The role of the account, or the scopes of the token, do not cover this. Ask an administrator.");

    public static Task WriteAsync(HttpContext context, int status, string slug, string title, string detail) =>
        TypedResults.Problem(detail, statusCode: status, title: title, type: "/problems/" + slug).ExecuteAsync(context);
}
