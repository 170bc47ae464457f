using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Monitor.Domain.Wire;
using Monitor.Web.Hosting;

namespace Monitor.Web.Intake.Direct;

/// <summary>Says what an agent hears on its connection: the same heads and bodies as the web server writes for <see cref="MetricsEndpoint"/>.</summary>
internal sealed class DirectAnswer(DirectOutput output, bool isEncrypted, DirectServices services)
{
    /// <summary>Of the line that says how long the body is, and the empty one.</summary>
    private const int MostLength = 64;

    private static readonly byte[] Good = "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n"u8.ToArray();
    private static readonly byte[] Plain = Lines(isEncrypted: false);
    private static readonly byte[] Encrypted = Lines(isEncrypted: true);

    /// <summary>One of the two is there. False where nobody takes answers any more.</summary>
    public ValueTask<bool> SendAsync(BatchAnswer? answer, IntakeProblem? problem, TimeSpan? wait) => problem is null ? SendAsync(answer!) : SendAsync(problem, wait);

    private ValueTask<bool> SendAsync(BatchAnswer answer)
    {
        if (BatchReply.IsPlain(answer))
        {
            Span<byte> text = stackalloc byte[BatchReply.PlainLength];
            return SendAsync(Good, text[..BatchReply.WritePlain(answer, text)]);
        }

        return SendAsync(Good, JsonSerializer.SerializeToUtf8Bytes(answer, WireJson.Default.BatchAnswer));
    }

    private ValueTask<bool> SendAsync(IntakeProblem problem, TimeSpan? wait)
    {
        services.Counters.RefuseBatch(problem.Slug);
        var head = new StringBuilder($"HTTP/1.1 {problem.Status} {ReasonPhrases.GetReasonPhrase(problem.Status)}\r\nContent-Type: application/problem+json\r\n");
        if (problem.Status == StatusCodes.Status401Unauthorized)
        {
            head.Append("WWW-Authenticate: Bearer\r\n");
        }
        else if (BatchReply.RetryAfter(problem, wait) is { } seconds)
        {
            head.Append($"Retry-After: {seconds}\r\n");
        }

        return SendAsync(Encoding.ASCII.GetBytes(head.ToString()), JsonSerializer.SerializeToUtf8Bytes(problem.Result().ProblemDetails, services.Json.Value.SerializerOptions));
    }

    private ValueTask<bool> SendAsync(ReadOnlySpan<byte> first, ReadOnlySpan<byte> body)
    {
        var lines = isEncrypted ? Encrypted : Plain;
        var date = services.Date.Now;
        var target = output.Begin(first.Length + lines.Length + date.Length + MostLength + body.Length);
        var length = Copy(first, target);
        length += Copy(lines, target[length..]);
        length += Copy(date, target[length..]);
        length += Copy("Content-Length: "u8, target[length..]);
        Utf8Formatter.TryFormat(body.Length, target[length..], out var digits);
        length += digits;
        length += Copy("\r\n\r\n"u8, target[length..]);
        length += Copy(body, target[length..]);
        return output.SendAsync(length);
    }

    private static byte[] Lines(bool isEncrypted) => Encoding.ASCII.GetBytes(string.Concat(SecurityHeaders.ForProgram(isEncrypted).Select(h => $"{h.Name}: {h.Value}\r\n")));

    private static int Copy(ReadOnlySpan<byte> piece, Span<byte> target)
    {
        piece.CopyTo(target);
        return piece.Length;
    }
}
