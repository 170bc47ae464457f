using Npgsql;

namespace Monitor.Web.Hosting;

/// <summary>What nobody caught becomes a ProblemDetails without any of its inner text; a broken request is the client's fault, a missing database is 503.</summary>
internal static class LastResort
{
    public static void Use(WebApplication app) =>
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException,
            ExceptionHandler = async context =>
            {
                var cause = context.Features.Get<Microsoft.AspNetCore.Diagnostics.IExceptionHandlerFeature>()?.Error;
                var (status, title) = cause switch
                {
                    BadHttpRequestException bad => (bad.StatusCode, "The request is broken."),
                    NpgsqlException or TimeoutException => (StatusCodes.Status503ServiceUnavailable, "The database does not answer. Try again in a moment."),
                    _ => (StatusCodes.Status500InternalServerError, "Something went wrong. The log of the slice has the details."),
                };
                if (status == StatusCodes.Status503ServiceUnavailable)
                {
                    context.Response.Headers.RetryAfter = Random.Shared.Next(5, 30).ToString(System.Globalization.CultureInfo.InvariantCulture);
                }

                await Results.Problem(title: title, statusCode: status, type: "/problems/" + (status >= 500 ? "server" : "broken-request")).ExecuteAsync(context);
            },
        });
}
