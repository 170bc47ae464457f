using System.Net;
using System.Threading.Channels;
using Monitor.Web.Store;

namespace Monitor.Web.Intake.Syslog;

/// <summary>A message as a socket gave it.</summary>
internal sealed record ReceivedMessage(IPAddress Sender, byte[] Bytes, bool IsCut, DateTimeOffset At);

/// <summary>
/// Between the sockets and the database. When it is full, a connection waits, and with it its sender; a datagram has nobody to wait for it and is counted as lost.
/// </summary>
internal sealed class SyslogQueue(IngestCounters counters)
{
    public const string Lost = "syslog_lost";
    private const int Capacity = 20_000;
    private readonly Channel<ReceivedMessage> _messages = Channel.CreateBounded<ReceivedMessage>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    public ChannelReader<ReceivedMessage> Reader => _messages.Reader;

    public void Offer(ReceivedMessage message)
    {
        if (!_messages.Writer.TryWrite(message))
        {
            counters.RefuseSamples(Lost, 1);
        }
    }

    public ValueTask PutAsync(ReceivedMessage message, CancellationToken cancellationToken) => _messages.Writer.WriteAsync(message, cancellationToken);

    public void Complete() => _messages.Writer.TryComplete();
}
