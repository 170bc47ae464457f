namespace Monitor.Domain.Problems.Ledger;

/// <summary>What a decision was about, the weightiest first where there were several at once.</summary>
public enum DecisionKind
{
    /// <summary>The limit was crossed; it has not held long enough yet.</summary>
    Pending,

    /// <summary>It was good again before it had held long enough.</summary>
    Abandoned,

    /// <summary>The breach came too late to be judged.</summary>
    SeenLate,

    Opened,
    Reopened,

    /// <summary>A new problem that names the one of the same fingerprint before it.</summary>
    Linked,

    /// <summary>A problem that a forecast expects began, or one that comes back by a forecast.</summary>
    Predicted,

    /// <summary>What was predicted has come.</summary>
    CameTrue,

    /// <summary>What lasts is expected to become worse.</summary>
    ForeseenWorse,

    SeverityChanged,
    BeganToClear,
    FiresAgain,
    FlappingBegan,
    FlappingEnded,
    Ended,

    /// <summary>Ended because nobody would judge it any more.</summary>
    Withdrawn,

    /// <summary>Silences, maintenance, dependencies or acts on the ticket hold people from being told, or no longer do.</summary>
    HoldsChanged,

    /// <summary>People were told of what had begun before, or again.</summary>
    Told,

    /// <summary>A judge spoke of a problem that is over, of a host that is retired or of a rule that is off: nothing was done.</summary>
    PassedOver,
}
