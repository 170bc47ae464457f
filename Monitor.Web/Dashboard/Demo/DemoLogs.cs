using Monitor.Web.Logs.Intake;
using Monitor.Web.Store;

namespace Monitor.Web.Dashboard.Demo;

/// <summary>The lines of the generated hosts, through the one door for lines: those of the last day at once, and from then on as they come.</summary>
internal sealed class DemoLogs(LogDoor door, SampleWriter writer, TimeProvider time)
{
    private static readonly TimeSpan Length = TimeSpan.FromHours(24);

    public async Task WriteAsync(IReadOnlyList<DemoFleet.DemoMember> members, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var member in members)
        {
            var batch = new SampleBatch { HostId = member.HostId, ArrivedAt = time.GetUtcNow() };
            var end = member.Profile.Fault == DemoFault.Silent ? now - DemoHistory.SilentFor : now;
            using var admission = await AddAsync(batch, member, now - Length, end, now, cancellationToken);
            var outcome = await writer.WriteAsync(batch, cancellationToken);
            admission.Settle(outcome);
            if (outcome.Status != BatchStatus.Committed)
            {
                throw new InvalidOperationException($"The generated lines of {member.Profile.Name} were not stored: {outcome.Status}");
            }
        }
    }

    /// <summary>Adds what a host wrote from one time (inclusive) to another; to be settled when the batch is stored.</summary>
    /// <param name="origin">When the history was made.</param>
    public async Task<LogAdmission> AddAsync(
        SampleBatch batch, DemoFleet.DemoMember member, DateTimeOffset from, DateTimeOffset to, DateTimeOffset origin, CancellationToken cancellationToken)
    {
        var admission = new LogAdmission(batch);
        var lines = Slots(from, to).SelectMany(start => DemoLogLines.Of(member.Profile, start, origin)).ToList();
        foreach (var source in lines.GroupBy(l => (l.Kind, l.Source)))
        {
            await door.AdmitAsync(
                admission, new RawLines(source.Key.Kind, source.Key.Source, [.. source.Select(l => new RawLine(l.At.ToUnixTimeMilliseconds(), l.Text, l.Severity))]), cancellationToken);
        }

        return admission;
    }

    /// <summary>Those that are over by the end: each is told once.</summary>
    private static IEnumerable<DateTimeOffset> Slots(DateTimeOffset from, DateTimeOffset to)
    {
        var length = DemoLogLines.Slot.Ticks;
        for (var at = (from.UtcTicks + length - 1) / length * length; at + length <= to.UtcTicks; at += length)
        {
            yield return new DateTimeOffset(at, TimeSpan.Zero);
        }
    }
}
