using System.Threading.Channels;
using Monitor.Web.Live;
using Monitor.Web.Store.Logs;

namespace Monitor.Web.Store;

/// <summary>
/// What this server committed and changed, waiting to be told to the others; nothing while it is alone. Telling never holds up a commit: beyond the bound the
/// oldest goes, and the others see it when they read again.
/// </summary>
public sealed class NodeTeller
{
    private readonly Neighbours _neighbours;
    private readonly Channel<string> _messages = Channel.CreateBounded<string>(
        new BoundedChannelOptions(4096) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public NodeTeller(Neighbours neighbours, LiveFeed live)
    {
        _neighbours = neighbours;
        live.Relay = Changed;
    }

    internal ChannelReader<string> Messages => _messages.Reader;

    internal void Committed(IReadOnlyList<StoredTicks> stored)
    {
        if (_neighbours.Any)
        {
            foreach (var message in NodeMessage.OfTicks(_neighbours.Own, Keys(stored)).Concat(NodeMessage.OfLogs(_neighbours.Own, Rows(stored))))
            {
                _messages.Writer.TryWrite(message);
            }
        }
    }

    private void Changed(string topic)
    {
        if (_neighbours.Any)
        {
            _messages.Writer.TryWrite(NodeMessage.OfTopic(_neighbours.Own, topic));
        }
    }

    private static IEnumerable<CommittedKey> Keys(IReadOnlyList<StoredTicks> stored) =>
        from batch in stored
        let arrived = batch.Batch.ArrivedAt.ToUnixTimeMilliseconds()
        from tick in batch.New
        select new CommittedKey(tick.StreamId, tick.Time.ToUnixTimeMilliseconds(), arrived, tick.Values.Length, batch.Batch.IsFromAgent);

    private static IEnumerable<CommittedLogRow> Rows(IReadOnlyList<StoredTicks> stored) =>
        from batch in stored
        from row in batch.NewLogs.GroupBy(l => HotLogs.RowOf(l.Number))
        select new CommittedLogRow(batch.Batch.HostId, row.Key, batch.Batch.ArrivedAt.ToUnixTimeMilliseconds(), row.Count());
}
