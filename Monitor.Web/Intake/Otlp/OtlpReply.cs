using System.Globalization;
using System.Text;
using System.Text.Json;
using Monitor.Web.Intake.Lines;
using Monitor.Web.Store;

namespace Monitor.Web.Intake.Otlp;

/// <summary>
/// Answers in the encoding of the question, as OTLP/HTTP wants it (https://opentelemetry.io/docs/specs/otlp/#otlphttp-response): <c>ExportLogsServiceResponse</c>, or a
/// <c>Status</c> with the code of gRPC.
/// </summary>
internal static class OtlpReply
{
    public const string Protobuf = "application/x-protobuf";
    public const string Json = "application/json";

    public static Task WriteAsync(HttpContext context, bool isJson, long rejected, string reasons)
    {
        if (isJson)
        {
            object answer = rejected == 0
                ? new { }
                : new { partialSuccess = new { rejectedLogRecords = rejected.ToString(CultureInfo.InvariantCulture), errorMessage = reasons } };
            return WriteAsync(context, Json, JsonSerializer.SerializeToUtf8Bytes(answer));
        }

        var message = new List<byte>();
        if (rejected > 0)
        {
            var partial = new List<byte>();
            Field(partial, 1, (ulong)rejected);
            Field(partial, 2, Encoding.UTF8.GetBytes(reasons));
            Field(message, 1, [.. partial]);
        }

        return WriteAsync(context, Protobuf, [.. message]);
    }

    public static Task RefuseAsync(HttpContext context, bool isJson, IntakeProblem problem, TimeSpan? wait, IngestCounters counters)
    {
        BatchReply.Prepare(context, problem, wait, counters);
        context.Response.StatusCode = problem.Status;
        var text = $"{problem.Title}. {problem.Detail}";
        if (isJson)
        {
            return WriteAsync(context, Json, JsonSerializer.SerializeToUtf8Bytes(new { code = Code(problem.Status), message = text }));
        }

        var status = new List<byte>();
        Field(status, 1, (ulong)Code(problem.Status));
        Field(status, 2, Encoding.UTF8.GetBytes(text));
        return WriteAsync(context, Protobuf, [.. status]);
    }

    private static int Code(int status) => status switch
    {
        401 => 16,
        403 => 7,
        404 => 5,
        413 or 429 => 8,
        500 => 13,
        503 => 14,
        _ => 3,
    };

    private static async Task WriteAsync(HttpContext context, string type, byte[] body)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static void Field(List<byte> message, int number, ulong value)
    {
        Varint(message, (ulong)(number << 3));
        Varint(message, value);
    }

    private static void Field(List<byte> message, int number, byte[] value)
    {
        Varint(message, (ulong)((number << 3) | 2));
        Varint(message, (ulong)value.Length);
        message.AddRange(value);
    }

    private static void Varint(List<byte> message, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            message.Add((byte)(value | 0x80));
        }

        message.Add((byte)value);
    }
}
