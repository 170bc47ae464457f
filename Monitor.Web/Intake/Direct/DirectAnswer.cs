using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Monitor.Domain.Wire;
using Monitor.Web.Hosting;

namespace Monitor.Web.Intake.Direct;

/// <summary>Writes what an agent hears on its connection: the same heads and bodies as the web server writes for <see cref="MetricsEndpoint"/>.</summary>
internal sealed class DirectAnswer(PipeWriter output, bool isEncrypted, DirectServices services)
{
    private static readonly byte[] Good = "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n"u8.ToArray();
    private static readonly byte[] Plain = Lines(isEncrypted: false);
    private static readonly byte[] Encrypted = Lines(isEncrypted: true);

    /// <summary>One of the two is there.</summary>
    public void Write(BatchAnswer? answer, IntakeProblem? problem, TimeSpan? wait)
    {
        if (problem is null)
        {
            Write(answer!);
        }
        else
        {
            Write(problem, wait);
        }
    }

    private void Write(BatchAnswer answer)
    {
        if (BatchReply.IsPlain(answer))
        {
            Span<byte> text = stackalloc byte[BatchReply.PlainLength];
            Write(Good, text[..BatchReply.WritePlain(answer, text)]);
            return;
        }

        Write(Good, JsonSerializer.SerializeToUtf8Bytes(answer, WireJson.Default.BatchAnswer));
    }

    private void Write(IntakeProblem problem, TimeSpan? wait)
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

        Write(Encoding.ASCII.GetBytes(head.ToString()), JsonSerializer.SerializeToUtf8Bytes(problem.Result().ProblemDetails, services.Json.Value.SerializerOptions));
    }

    private void Write(ReadOnlySpan<byte> first, ReadOnlySpan<byte> body)
    {
        var target = output.GetSpan(first.Length + 256 + body.Length);
        var length = Copy(first, target);
        length += Copy(isEncrypted ? Encrypted : Plain, target[length..]);
        length += Copy(services.Date.Now, target[length..]);
        length += Copy("Content-Length: "u8, target[length..]);
        Utf8Formatter.TryFormat(body.Length, target[length..], out var digits);
        length += digits;
        length += Copy("\r\n\r\n"u8, target[length..]);
        length += Copy(body, target[length..]);
        output.Advance(length);
    }

    private static byte[] Lines(bool isEncrypted) => Encoding.ASCII.GetBytes(string.Concat(SecurityHeaders.ForProgram(isEncrypted).Select(h => $"{h.Name}: {h.Value}\r\n")));

    private static int Copy(ReadOnlySpan<byte> piece, Span<byte> target)
    {
        piece.CopyTo(target);
        return piece.Length;
    }
}
