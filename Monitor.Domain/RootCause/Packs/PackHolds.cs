namespace Monitor.Domain.RootCause.Packs;

/// <summary>How much of what a pack holds, and how much there was that it does not hold.</summary>
public sealed record PackHolds(int Series, int Findings, int Lines, int Events, int Processes)
{
    public static PackHolds Nothing { get; } = new(0, 0, 0, 0, 0);

    /// <summary>Series that were looked at and left out, because they changed less.</summary>
    public int SeriesLeftOut { get; init; }

    /// <summary>Lines that were found and left out; those that no question asked for are not counted.</summary>
    public int LinesLeftOut { get; init; }

    public static PackHolds Of(EvidencePack pack) =>
        new(pack.Series.Count, pack.Findings.Count(f => f.CauseKey != PackFinding.NoCause), pack.Lines.Count, pack.Events.Count, pack.Before.Count + pack.During.Count)
        {
            SeriesLeftOut = pack.SeriesLeftOut, LinesLeftOut = pack.LinesLeftOut,
        };
}
