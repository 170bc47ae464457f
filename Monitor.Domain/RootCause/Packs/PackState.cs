namespace Monitor.Domain.RootCause.Packs;

/// <summary>How far the evidence of a ticket is.</summary>
public enum PackState
{
    /// <summary>Asked for; a server makes it within moments.</summary>
    Waiting,

    /// <summary>Holds what was there when the ticket opened; the minutes after the onset are still to come.</summary>
    Frozen,

    /// <summary>Holds everything it will ever hold.</summary>
    Complete,

    /// <summary>It could not be made; <see cref="StoredPack.Fault"/> says why.</summary>
    Failed,

    /// <summary>Too many tickets opened at once; it is made when somebody asks for it.</summary>
    Skipped,
}
