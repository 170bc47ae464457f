namespace Monitor.Domain.Notifications.Sending;

public enum SendResult
{
    Sent,
    TryAgain,
    GiveUp,
}

/// <summary>What came of an attempt to send, in words for the administrator. Never holds what the other side answered.</summary>
public sealed record SendOutcome(SendResult Result, string Reason = "")
{
    public static SendOutcome Sent { get; } = new(SendResult.Sent);

    /// <summary>How long the other side asked to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The other side as a whole is away, whatever the message: others need not try.</summary>
    public bool IsOutage { get; init; }

    public static SendOutcome TryAgain(string reason, TimeSpan? retryAfter = null) => new(SendResult.TryAgain, reason) { RetryAfter = retryAfter };

    public static SendOutcome Outage(string reason, TimeSpan? retryAfter = null) => new(SendResult.TryAgain, reason) { IsOutage = true, RetryAfter = retryAfter };

    public static SendOutcome GiveUp(string reason) => new(SendResult.GiveUp, reason);
}
