namespace Monitor.Web.Tickets.Conversation;

/// <summary>What a person writes on a ticket.</summary>
public sealed record NewReply
{
    public const int MostMinutes = 24 * 60;

    public required string Text { get; init; }

    /// <summary>Not for the requester.</summary>
    public bool IsInternal { get; init; }

    /// <summary>Time that it took, in minutes.</summary>
    public int SpentMinutes { get; init; }

    public IReadOnlyList<NewFile> Files { get; init; } = [];

    /// <summary>Written on the page, where a draft was kept: it is done with.</summary>
    public bool EndsDraft { get; init; }
}

/// <summary>A file as it came: the name is the sender's, and believed in nothing.</summary>
public sealed record NewFile(string Name, byte[] Bytes);
