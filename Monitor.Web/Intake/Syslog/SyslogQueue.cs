using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Threading.Channels;
using Monitor.Web.Store;

namespace Monitor.Web.Intake.Syslog;

/// <summary>A message as a socket gave it.</summary>
internal sealed record ReceivedMessage(IPAddress Sender, byte[] Bytes, bool IsCut, DateTimeOffset At)
{
    private const int Around = 128;

    /// <summary>About what it takes in memory.</summary>
    public int Weight => Bytes.Length + Around;
}

/// <summary>
/// Between the sockets and the database, bounded by messages and by bytes. When it is full, a connection waits, and with it its sender; a datagram has nobody to wait for it and is
/// counted as lost.
/// </summary>
internal sealed class SyslogQueue(IngestCounters counters)
{
    public const string Lost = "syslog_lost";
    public const int MostBytes = 64 << 20;
    private const int Capacity = 20_000;

    private readonly Channel<ReceivedMessage> _messages = Channel.CreateBounded<ReceivedMessage>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private TaskCompletionSource _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;
    private int _bytes;

    public void Offer(ReceivedMessage message)
    {
        if (!TryMakeRoom(message))
        {
            counters.RefuseSamples(Lost, 1);
        }
        else if (!_messages.Writer.TryWrite(message))
        {
            GiveBack(message);
            counters.RefuseSamples(Lost, 1);
        }
    }

    public async ValueTask PutAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        if (!TryMakeRoom(message))
        {
            await WaitForRoomAsync(message, cancellationToken);
        }

        try
        {
            await _messages.Writer.WriteAsync(message, cancellationToken);
        }
        catch
        {
            GiveBack(message);
            throw;
        }
    }

    /// <summary>False when all was taken and nothing more comes.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _messages.Reader.WaitToReadAsync(cancellationToken);

    public bool TryTake([NotNullWhen(true)] out ReceivedMessage? message)
    {
        if (!_messages.Reader.TryRead(out message))
        {
            return false;
        }

        GiveBack(message);
        return true;
    }

    public void Complete() => _messages.Writer.TryComplete();

    private async Task WaitForRoomAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            while (true)
            {
                // Taken before the look: room that is made after it wakes this.
                var room = Volatile.Read(ref _room).Task;
                if (TryMakeRoom(message))
                {
                    return;
                }

                await room.WaitAsync(cancellationToken);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private bool TryMakeRoom(ReceivedMessage message)
    {
        if (Interlocked.Add(ref _bytes, message.Weight) <= MostBytes)
        {
            return true;
        }

        Interlocked.Add(ref _bytes, -message.Weight);
        return false;
    }

    private void GiveBack(ReceivedMessage message)
    {
        Interlocked.Add(ref _bytes, -message.Weight);
        if (Volatile.Read(ref _waiting) > 0)
        {
            Interlocked.Exchange(ref _room, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        }
    }
}
