namespace Monitor.Web.Store;

/// <summary>
/// How the rows of open hours lie in their index: eight streams that follow each other share a place, in the order of time (docs/decisions/packed-ticks.md). Who looks for a stream names
/// its place, too: by the stream alone all rows of an hour would be read.
/// </summary>
internal static class HotTicks
{
    /// <summary>A condition for the stream that is the first parameter.</summary>
    public const string OfFirst = "(stream_id >> 3) = $1 >> 3 AND stream_id = $1";

    /// <summary>The place that a stream shares with its neighbours.</summary>
    public static int PlaceOf(int streamId) => streamId >> 3;

    /// <summary>The order of the index.</summary>
    public static int Compare(TickRow a, TickRow b)
    {
        var byPlace = PlaceOf(a.StreamId).CompareTo(PlaceOf(b.StreamId));
        if (byPlace != 0)
        {
            return byPlace;
        }

        var byTime = a.Time.CompareTo(b.Time);
        return byTime != 0 ? byTime : a.StreamId.CompareTo(b.StreamId);
    }
}
