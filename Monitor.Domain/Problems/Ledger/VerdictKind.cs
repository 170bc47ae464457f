namespace Monitor.Domain.Problems.Ledger;

/// <summary>What a judge found on a fingerprint. Pending, abandoned and seen late are noted only: they make and change no problem.</summary>
public enum VerdictKind
{
    /// <summary>The limit was crossed and has not held long enough yet. Once per beginning, not once per sample.</summary>
    Pending,

    /// <summary>What was pending was good again before it had held long enough.</summary>
    Abandoned,

    /// <summary>It has held long enough.</summary>
    Fired,

    /// <summary>It lasts, and another step of the ladder holds.</summary>
    SeverityChanged,

    /// <summary>It has been good for a while, and not yet long enough to be over.</summary>
    BeganToClear,

    /// <summary>It was clearing and is bad again.</summary>
    FiresAgain,

    /// <summary>It has been good long enough.</summary>
    Ended,

    /// <summary>A forecast says that the limit will be crossed.</summary>
    Predicted,

    /// <summary>The forecast takes it back, or its time is over and nothing came.</summary>
    PredictionEnded,

    /// <summary>A breach in data that came too late to be judged.</summary>
    SeenLate,
}
