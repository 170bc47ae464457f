namespace Monitor.Agent.Delivery;

internal enum Verdict
{
    /// <summary>It is in the server's database.</summary>
    Accepted,

    /// <summary>The same will work later: jittered, growing pauses.</summary>
    Retry,

    /// <summary>The server does not take this batch, ever.</summary>
    Invalid,

    /// <summary>Less at a time may work.</summary>
    TooLarge,

    /// <summary>The key is not (or no longer, or not yet) good.</summary>
    Refused,

    /// <summary>Address or versions do not fit; a person must look.</summary>
    Misconfigured,
}

/// <summary>What an answer's status means for the batch. 0 stands for no answer at all.</summary>
internal static class StatusContract
{
    public static Verdict Of(int status) => status switch
    {
        200 => Verdict.Accepted,
        0 or 408 or 425 or 429 or >= 500 => Verdict.Retry,
        400 or 422 => Verdict.Invalid,
        401 or 403 => Verdict.Refused,
        413 => Verdict.TooLarge,
        _ => Verdict.Misconfigured,
    };
}
