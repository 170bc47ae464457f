using System.Buffers;
using System.IO.Pipelines;
using System.Net;

namespace Monitor.Web.Intake.Syslog;

/// <summary>
/// One connection, read to its end. It ends when it was quiet for long, when a message that was begun does not become whole, and when nobody can tell any more where
/// a message begins.
/// </summary>
internal sealed class SyslogConnection(SyslogQueue queue, TimeProvider time)
{
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(30);
    public static readonly TimeSpan Unfinished = TimeSpan.FromSeconds(30);
    private const int RoomForCount = 16;

    public async Task ReadAsync(IPAddress sender, Stream stream, CancellationToken cancellationToken)
    {
        var framer = new SyslogFramer();
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        DateTimeOffset? begun = null;
        while (true)
        {
            var (buffer, isEnd) = await MoreAsync(reader, begun, cancellationToken);
            var before = buffer.Length;
            while (framer.Read(ref buffer, isEnd, out var message) is var outcome && outcome != FrameOutcome.None)
            {
                if (outcome == FrameOutcome.Broken)
                {
                    return;
                }

                await queue.PutAsync(new ReceivedMessage(sender, message.ToArray(), framer.IsCut, time.GetUtcNow()), cancellationToken);
            }

            // Time runs for a message from its first byte on, however many more drip in.
            begun = buffer.IsEmpty ? null : buffer.Length < before ? time.GetUtcNow() : begun ?? time.GetUtcNow();
            reader.AdvanceTo(buffer.Start, buffer.End);
            if (isEnd || buffer.Length > SyslogFramer.Most + RoomForCount)
            {
                return;
            }
        }
    }

    private async Task<(ReadOnlySequence<byte> Buffer, bool IsEnd)> MoreAsync(PipeReader reader, DateTimeOffset? begun, CancellationToken cancellationToken)
    {
        var patience = begun is { } since ? Unfinished - (time.GetUtcNow() - since) : Quiet;
        if (patience <= TimeSpan.Zero)
        {
            throw new OperationCanceledException("A message was begun and not ended.");
        }

        using var late = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var result = await reader.ReadAsync(either.Token);
        return (result.Buffer, result.IsCompleted);
    }
}
