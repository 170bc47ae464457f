using Npgsql;

namespace Monitor.Web.Hosting;

/// <summary>What nobody caught becomes a ProblemDetails without any of its inner text; a broken request is the client's fault, a missing database is 503.</summary>
internal static class LastResort
{
    private const string TooLong =
        "The database stopped it, so that it does not hold up others. Ask for a shorter time, fewer series or a smaller page, or try again when the server is less busy.";

    private static readonly (int Status, string Title, string? Detail) NoAddress =
        (StatusCodes.Status400BadRequest, "The request is broken.", "Its Host header names no address. Send the name, and the port if there is one, that this server is reached by.");

    public static void Use(WebApplication app) =>
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException || BrokenRequest.IsNonsense(context.Exception)
                || BrokenRequest.HasNoAddress(context.HttpContext, context.Exception),
            ExceptionHandler = async context =>
            {
                var cause = context.Features.Get<Microsoft.AspNetCore.Diagnostics.IExceptionHandlerFeature>()?.Error;
                var (status, title, detail) = BrokenRequest.HasNoAddress(context, cause) ? NoAddress : Say(cause);
                if (status == StatusCodes.Status503ServiceUnavailable)
                {
                    context.Response.Headers.RetryAfter = Random.Shared.Next(5, 30).ToString(System.Globalization.CultureInfo.InvariantCulture);
                }

                if (detail == TooLong || DatabaseOutage.IsForgotten(cause))
                {
                    context.RequestServices.GetRequiredService<Databases>().AfterStopped();
                }

                var slug = detail == TooLong ? "takes-too-long" : status >= 500 ? "server" : "broken-request";
                await Results.Problem(detail, title: title, statusCode: status, type: "/problems/" + slug).ExecuteAsync(context);
            },
        });

    private static (int Status, string Title, string? Detail) Say(Exception? cause) => cause switch
    {
        BadHttpRequestException bad => (bad.StatusCode, "The request is broken.", BrokenRequest.Say(bad)),
        _ when BrokenRequest.IsNonsense(cause) => (StatusCodes.Status400BadRequest, "The request is broken.", BrokenRequest.Say(StatusCodes.Status400BadRequest).Detail),
        _ when cause?.GetBaseException() is PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter } =>
            (StatusCodes.Status400BadRequest, "The request is broken.", "A text in it has a character that cannot be stored, such as NUL. Leave it out."),
        _ when DatabaseLimit.IsReached(cause) => (StatusCodes.Status503ServiceUnavailable, "This takes too long.", TooLong),
        _ when cause is NpgsqlException or TimeoutException || DatabaseOutage.Is(cause) => (StatusCodes.Status503ServiceUnavailable, "The database does not answer. Try again in a moment.", null),
        _ => (StatusCodes.Status500InternalServerError, "Something went wrong. The log of the slice has the details.", null),
    };

    /// <summary>Where routing itself refuses a program (no such path, method, content type), it would answer with an empty body.</summary>
    public static void UseForPrograms(WebApplication app) => app.Use(async (context, next) =>
    {
        await next(context);
        var answer = context.Response;
        if (answer is { HasStarted: false, StatusCode: >= 400 and < 500, ContentType: null, ContentLength: null or 0 } && context.Request.Path.StartsWithSegments("/api"))
        {
            var (slug, title, detail) = BrokenRequest.Say(answer.StatusCode);
            await Results.Problem(detail, title: title, statusCode: answer.StatusCode, type: "/problems/" + slug).ExecuteAsync(context);
        }
    });
}
