using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Monitor.Domain.Wire;
using Monitor.Web.Logs.Intake;
using Monitor.Web.Store;

namespace Monitor.Web.Intake.Lines;

/// <summary>What became of lines that were sent: those that are in the database now, and those that are not, by reason.</summary>
internal sealed record LogAnswer(int Accepted, int Duplicate, IReadOnlyList<Rejection> Rejected);

/// <summary>Brings the lines of one host through the door and stores them as one batch; the answer comes after the commit.</summary>
internal sealed class LogStorage(LogDoor door, SampleWriter writer, IngestCounters counters, TimeProvider time)
{
    /// <param name="sender">Who sends them.</param>
    /// <param name="hostId">The host whose lines they are; whoever sends them may write for it.</param>
    /// <param name="post">The lines.</param>
    /// <param name="key">The sender's name for this call: the same twice of the same sender counts once. Null where it has none.</param>
    /// <param name="cancellationToken">Ends it before anything is stored.</param>
    public async Task<(LogAnswer? Answer, IntakeProblem? Problem)> StoreAsync(LogSender sender, int hostId, LogPost post, string? key, CancellationToken cancellationToken)
    {
        var batch = new SampleBatch { HostId = hostId, ArrivedAt = time.GetUtcNow(), Seq = key is null ? null : Number(sender, key) };
        using var admission = new LogAdmission(batch);
        foreach (var lines in post.Lines)
        {
            if (!await door.AdmitAsync(admission, lines, cancellationToken))
            {
                return (null, LogsProblem.NoHost);
            }
        }

        var outcome = await admission.StoreAsync(writer, cancellationToken);
        if (Problem(outcome.Status) is { } problem)
        {
            return (null, problem);
        }

        post.Refusals.Add(Refusals.TooManyLines, admission.TooMany);
        post.Refusals.Add(Refusals.SourceBlocked, admission.Blocked);
        var rejected = post.Refusals.ToAnswer();
        counters.RefuseSamples(rejected);
        return (new LogAnswer(outcome.Lines, admission.Lines - outcome.Lines, rejected), null);
    }

    private static IntakeProblem? Problem(BatchStatus status) => status switch
    {
        BatchStatus.Committed => null,
        BatchStatus.Full => IntakeProblem.Busy,
        BatchStatus.Refused => IntakeProblem.Refused,
        _ => IntakeProblem.Unavailable,
    };

    /// <summary>Beside the numbers of agents' own batches, which are never negative.</summary>
    private static long Number(LogSender sender, string key) =>
        -1 - (BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"lines of {sender.Name}: {key}"))) & long.MaxValue);
}
