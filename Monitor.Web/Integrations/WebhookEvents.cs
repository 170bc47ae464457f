namespace Monitor.Web.Integrations;

/// <summary>What other systems can be told of: kinds of announcements.</summary>
public static class WebhookEvents
{
    public const string Problem = "problem.";
    public const string Ticket = "ticket.";

    /// <summary>Sent by a person, to see whether it arrives.</summary>
    public const string Test = "test";

    public static IReadOnlyList<(string Kind, string Title)> All { get; } =
    [
        ("ticket.opened", "a ticket is opened"), ("ticket.changed", "a ticket is answered, moved or changed"),
        ("problem.opened", "a problem begins"), ("problem.ended", "a problem ends"),
    ];

    public static bool Exists(string kind) => All.Any(e => e.Kind == kind);
}
