using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Monitor.Web.Intake;

/// <summary>Why a whole batch was refused: the status for the agent's next move (attention: 400 is never sent again), the text for a person.</summary>
internal sealed record IntakeProblem(int Status, string Slug, string Title, string Detail)
{
    public static IntakeProblem Key { get; } = new(
        401, "agent-key", "The agent's key is not valid",
        "Send the header 'Authorization: Bearer mka_…' with a key that is not revoked. An administrator makes a new one at Admin, Hosts, the host, Make a new key.");

    public static IntakeProblem ForeignHost { get; } = new(
        403, "foreign-host", "The batch names another host than the key's", "Nothing was stored. Enrol this machine with a token of its own; a key writes under its own host alone.");

    public static IntakeProblem TooLarge(int bytes, string what) => new(
        413, "batch-too-large", "The batch is too large",
        string.Create(CultureInfo.InvariantCulture, $"At most {bytes} bytes {what} are taken. Send less at a time."));

    public static IntakeProblem TooMuch(string what) => new(413, "batch-too-large", "The batch holds too much", what + " Send less at a time.");

    public static IntakeProblem Encoding { get; } = new(
        415, "content-encoding", "The encoding of the body is not known", "Send the body as it is, or compressed once with 'Content-Encoding: gzip'.");

    public static IntakeProblem MediaType { get; } = new(
        415, "media-type", "The body is not JSON by its header", "Send 'Content-Type: application/json'.");

    public static IntakeProblem BrokenGzip { get; } = new(
        400, "broken-gzip", "The compressed body is broken or was cut short", "Nothing of it was stored. Compress the whole batch again and send it.");

    public static IntakeProblem Cut { get; } = new(
        400, "batch-truncated", "The batch is not whole", "The body ended before its announced length, or its pieces are no pieces. Nothing was stored; send the whole batch.");

    public static IntakeProblem Invalid(string detail) => new(400, "batch-invalid", "This is not a batch", detail);

    public static IntakeProblem Truncated(int declared, int found) => new(
        400, "batch-truncated", "The batch is not whole",
        string.Create(CultureInfo.InvariantCulture, $"It says that {declared} ticks follow, and holds {found}. Nothing was stored; send the whole batch."));

    public static IntakeProblem Refused { get; } = new(
        400, "batch-refused", "The database refuses what is in this batch", "Nothing of it was stored. The server's log names the reason; sending it again does not help.");

    public static IntakeProblem TooOften { get; } = new(
        429, "too-many-batches", "This agent sends too often", "Wait as long as Retry-After says, and put several ticks into one batch. Ingest:BatchesPerMinute is the limit.");

    /// <summary>The server's own fault: the agent keeps the batch and tries again, the log has the reason.</summary>
    public static IntakeProblem Defect { get; } = new(
        500, "server", "Something went wrong", "The log of Intake has the details. Keep the batch and send it again later.");

    public static IntakeProblem Broken(int status) => new(
        status, "broken-request", "The request is broken.", "It ended early or is not HTTP that can be read. Send the whole batch again.");

    public static IntakeProblem Busy { get; } = new(
        503, "server-busy", "The server is full", "Nothing was stored. Keep the batch and send it again after Retry-After.");

    public static IntakeProblem Away { get; } = new(
        503, "database-unavailable", "The database does not answer", "Nothing was stored. Keep the batch and send it again after Retry-After.");

    public static IntakeProblem DiskLow { get; } = new(
        503, "disk-low", "The server's disk is nearly full", "Nothing was stored. Keep the batch and send it again after Retry-After; an administrator makes room.");

    public static IntakeProblem Unavailable { get; } = new(
        503, "database-unavailable", "The database does not answer",
        "Nobody knows whether the batch was stored. Keep it and send it again after Retry-After; what is there already counts once.");

    public ProblemHttpResult Result() =>
        TypedResults.Problem(Detail, statusCode: Status, title: Title, type: "/problems/" + Slug);
}
