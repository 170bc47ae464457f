namespace Monitor.Domain.RootCause.Ranking;

/// <summary>Ranks the nodes of a case by how much speaks for each as the cause of its symptom, and says whether any of them is credible.</summary>
public static class CauseRanker
{
    public static CauseRanking Rank(CauseCase cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        return new CauseRanking([], 0, false);
    }

    /// <summary>The series by how abnormal each is, the most abnormal first: all of them, of one node or of several.</summary>
    public static IReadOnlyList<RankedSeries> RankSeries(IReadOnlyList<SeriesSample> series, TimeSpan step)
    {
        ArgumentNullException.ThrowIfNull(series);
        return [];
    }
}
