namespace Monitor.Domain.Access;

/// <summary>What a bearer token may be used for; a token never may more than its owner.</summary>
public static class TokenScopes
{
    public const string Read = "read";
    public const string TicketsWrite = "tickets.write";
    public const string RulesWrite = "rules.write";
    public const string EventsWrite = "events.write";
    public const string Ingest = "ingest";
    public const string Admin = "admin";

    public static IReadOnlyList<string> All { get; } = [Read, TicketsWrite, RulesWrite, EventsWrite, Ingest, Admin];
}
