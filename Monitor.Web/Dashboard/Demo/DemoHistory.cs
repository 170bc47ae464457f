using Monitor.Domain.Metrics;
using Monitor.Web.Store;

namespace Monitor.Web.Dashboard.Demo;

/// <summary>Thirty generated days, one tick a minute, the last hour every 10 seconds, written through the one door for samples.</summary>
internal sealed class DemoHistory(SampleWriter writer, TimeProvider time)
{
    public static readonly TimeSpan Length = TimeSpan.FromDays(30);

    public static readonly TimeSpan SilentFor = TimeSpan.FromMinutes(95);

    private static readonly TimeSpan Fine = TimeSpan.FromHours(1);

    public async Task WriteAsync(IReadOnlyList<DemoFleet.DemoMember> members, DateTimeOffset now, CancellationToken cancellationToken)
    {
        for (var day = now - Length; day < now; day += TimeSpan.FromDays(1))
        {
            var end = day + TimeSpan.FromDays(1) < now ? day + TimeSpan.FromDays(1) : now;
            await Task.WhenAll(members.Select(m => WriteAsync(m, day, end, now, cancellationToken)));
        }
    }

    private async Task WriteAsync(DemoFleet.DemoMember member, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var batch = new SampleBatch { HostId = member.HostId, ArrivedAt = time.GetUtcNow() };
        for (var at = from; at < to; at += now - at <= Fine ? TimeSpan.FromSeconds(10) : TimeSpan.FromMinutes(1))
        {
            if (member.Profile.Fault != DemoFault.Silent || now - at > SilentFor)
            {
                batch.Ticks.Add(Row(member, at, now));
            }
        }

        var outcome = await writer.WriteAsync(batch, cancellationToken);
        if (outcome.Status != BatchStatus.Committed)
        {
            throw new InvalidOperationException($"The generated history of {member.Profile.Name} was not stored: {outcome.Status}");
        }
    }

    public static TickRow Row(DemoFleet.DemoMember member, DateTimeOffset at, DateTimeOffset now)
    {
        var values = DemoSignal.At(member.Profile, at, now);
        var packed = new byte[TickCodec.MaximumLength(values.Length)];
        var length = TickCodec.Encode(values, packed);
        return new TickRow(member.StreamId, at, values, packed.AsMemory(0, length), values.Length);
    }
}
