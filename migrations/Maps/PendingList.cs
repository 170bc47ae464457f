using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Monitor.Data.Maps;

internal static class PendingList
{
    private const int Kilobytes = 128;

    /// <summary>
    /// What comes into an inverted index waits in a list that every search reads from one end to the other, and that one writer puts in order when it is full. The usual
    /// 4 MB cost a search several milliseconds.
    /// </summary>
    public static void KeepPendingShort(this IndexBuilder index) => index.HasStorageParameter("gin_pending_list_limit", Kilobytes);
}
