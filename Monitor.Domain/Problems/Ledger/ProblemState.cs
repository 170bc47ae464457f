using System.Text.Json.Serialization;

namespace Monitor.Domain.Problems.Ledger;

/// <summary>
/// Everything the ledger knows about one fingerprint: where its problem is in its life, what people were told of it, and why they were not. A value: a
/// restart is to write it down and to read it back. Times are the server's.
/// </summary>
public sealed record ProblemState
{
    /// <summary>A fingerprint that nothing was ever wrong with.</summary>
    public static ProblemState None { get; } = new();

    /// <summary>What the text of a state leaves out comes as null or zero.</summary>
    public ProblemPhase Phase { get; init => field = value == ProblemPhase.Predicted ? ProblemPhase.Ended : value; } = ProblemPhase.Ended;

    /// <summary>While it is open: it is only expected. <see cref="Phase"/> says what a version takes it for that knows no predictions.</summary>
    public bool IsPredicted { get; init; }

    /// <summary>As people are shown it.</summary>
    [JsonIgnore]
    public ProblemPhase ShownPhase => IsPredicted && IsOpen ? ProblemPhase.Predicted : Phase;

    public Severity Severity { get; init; }

    /// <summary>It lasts, and a forecast says that it will be this bad.</summary>
    public Severity? Foreseen { get; init; }

    /// <summary>When the last cycle ended; null while one lasts, and when there was none.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The cycle began on the first day of its host: it is told to nobody, also not when the day is over.</summary>
    public bool IsHeldBack { get; init; }

    public bool IsFlapping { get; init; }

    /// <summary>While it flaps: at this moment nothing is wrong.</summary>
    public bool IsGood { get; init; }

    /// <summary>The last beginnings, ends and steps of severity, oldest first; never more than flapping needs.</summary>
    public IReadOnlyList<DateTimeOffset> Changes { get; init => field = value ?? []; } = [];

    /// <summary>Why nobody is told, as of the last event.</summary>
    public IReadOnlyList<LedgerHold> Holds { get; init => field = value ?? []; } = [];

    /// <summary>Until when a host whose parent is back may come back itself.</summary>
    public DateTimeOffset? SettlesAt { get; init; }

    /// <summary>Somebody was told that it began, and waits to be told that it ended.</summary>
    public bool IsTold { get; init; }

    /// <summary>What people know is that it is expected.</summary>
    public bool IsToldAsPredicted { get; init; }

    /// <summary>How bad people know it to be, from its own notices or those of the ticket that it joined.</summary>
    public Severity? ToldSeverity { get; init; }

    public bool IsFlappingTold { get; init; }

    /// <summary>"joined ticket #17", when the ticket's first problem is told for it.</summary>
    public string? Joined { get; init; }

    /// <summary>The kinds of notice that were held in this cycle; each is written down once.</summary>
    public IReadOnlyList<NoticeKind> Held { get; init => field = value ?? []; } = [];

    public int Repeats { get; init; }

    /// <summary>When somebody was last told of this cycle.</summary>
    public DateTimeOffset? NoticeAt { get; init; }

    public bool IsOpen => Phase != ProblemPhase.Ended;
}
