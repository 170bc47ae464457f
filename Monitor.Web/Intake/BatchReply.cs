using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using Monitor.Domain.Wire;
using Monitor.Web.Store;

namespace Monitor.Web.Intake;

/// <summary>Writes what an agent hears: the answer after the commit, or the problem with when to come back.</summary>
internal static class BatchReply
{
    public const int PlainLength = 160;
    private const string Json = "application/json; charset=utf-8";

    /// <summary>Nearly every answer names two counts and the time; that is written without a serializer.</summary>
    public static async Task WriteAsync(HttpResponse response, BatchAnswer answer)
    {
        response.ContentType = Json;
        if (!IsPlain(answer))
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(answer, WireJson.Default.BatchAnswer);
            response.ContentLength = body.Length;
            await response.BodyWriter.WriteAsync(body);
            return;
        }

        WritePlain(response, answer);
        await response.BodyWriter.FlushAsync();
    }

    public static Task RefuseAsync(HttpContext context, IntakeProblem problem, TimeSpan? wait, IngestCounters counters)
    {
        Prepare(context, problem, wait, counters);
        return problem.Result().ExecuteAsync(context);
    }

    /// <summary>Counts the refusal and says when to come back.</summary>
    public static void Prepare(HttpContext context, IntakeProblem problem, TimeSpan? wait, IngestCounters counters)
    {
        counters.RefuseBatch(problem.Slug);
        var headers = context.Response.Headers;
        if (problem.Status == StatusCodes.Status401Unauthorized)
        {
            headers.WWWAuthenticate = "Bearer";
        }
        else if (RetryAfter(problem, wait) is { } seconds)
        {
            headers.RetryAfter = seconds;
        }
    }

    /// <summary>In how many seconds to come back; null where that is of no use.</summary>
    public static string? RetryAfter(IntakeProblem problem, TimeSpan? wait) =>
        problem.Status is not (StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests) ? null

            // Spread, so that a thousand agents do not come back in the same second.
            : (wait?.TotalSeconds ?? Random.Shared.Next(5, 31)).ToString("0", CultureInfo.InvariantCulture);

    public static bool IsPlain(BatchAnswer answer) => answer.Rejected.Count + answer.NeedSchema.Count + answer.Commands.Count == 0;

    /// <summary>A plain answer as JSON, of at most <see cref="PlainLength"/> bytes; how many they are.</summary>
    public static int WritePlain(BatchAnswer answer, Span<byte> text)
    {
        var length = Copy("{\"accepted\":"u8, text);
        length += Copy(answer.Accepted, text[length..]);
        length += Copy(",\"duplicate\":"u8, text[length..]);
        length += Copy(answer.Duplicate, text[length..]);
        length += Copy(",\"rejected\":[],\"time\":"u8, text[length..]);
        length += Copy(answer.Time, text[length..]);
        if (answer.Shift is { } shift)
        {
            length += Copy(",\"shift\":"u8, text[length..]);
            length += Copy(shift, text[length..]);
        }

        return length + Copy(",\"needSchema\":[],\"commands\":[]}"u8, text[length..]);
    }

    private static void WritePlain(HttpResponse response, BatchAnswer answer)
    {
        Span<byte> text = stackalloc byte[PlainLength];
        var length = WritePlain(answer, text);
        response.ContentLength = length;
        text[..length].CopyTo(response.BodyWriter.GetSpan(length));
        response.BodyWriter.Advance(length);
    }

    private static int Copy(ReadOnlySpan<byte> piece, Span<byte> text)
    {
        piece.CopyTo(text);
        return piece.Length;
    }

    private static int Copy(long number, Span<byte> text)
    {
        Utf8Formatter.TryFormat(number, text, out var length);
        return length;
    }
}
