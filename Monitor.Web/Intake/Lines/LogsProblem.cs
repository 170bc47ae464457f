namespace Monitor.Web.Intake.Lines;

/// <summary>Why lines were refused whole, where it is another reason than for a batch of an agent.</summary>
internal static class LogsProblem
{
    public static IntakeProblem NotSignedIn { get; } = new(
        401, "not-signed-in", "Not signed in",
        "Send a valid API token with the scope 'ingest', or the key of an agent, in the header 'Authorization: Bearer …'. Tokens are made on the profile page.");

    public static IntakeProblem Forbidden { get; } = new(
        403, "not-allowed", "Not allowed", "The token needs the scope 'ingest', and its owner the permission logs.write. Nothing was stored.");

    public static IntakeProblem TooOften { get; } = new(
        429, "too-many-batches", "Calls come too often", "Wait as long as Retry-After says, and send more lines in one call. Ingest:BatchesPerMinute is the limit.");

    public static IntakeProblem MediaType { get; } = new(
        415, "media-type", "The kind of the body is not known", "Send 'Content-Type: application/json', 'application/x-ndjson' or 'text/plain'.");

    public static IntakeProblem ProtocolMediaType { get; } = new(
        415, "media-type", "The kind of the body is not known", "Send 'Content-Type: application/x-protobuf' or 'application/json'.");

    public static IntakeProblem NoHost { get; } = new(
        404, "not-found", "There is no such host", "Name a host that the owner of the token sees by its number, key or name, as 'host' in the body or the address. Nothing was stored.");

    public static IntakeProblem HostMissing { get; } = new(
        400, "invalid", "The lines have no host", "Name the host by its number, key or name, as 'host' in the body or the address.");

    public static IntakeProblem TooMuch { get; } = IntakeProblem.TooMuch("At most 50000 lines of 2000 sources are taken at a time, and by OpenTelemetry of 100 hosts.");

    public static IntakeProblem Invalid(string detail) => new(400, "invalid", "These are no lines of a log", detail);
}
