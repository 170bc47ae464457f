using Monitor.Domain.Metrics;
using Monitor.Web.Store;
using Monitor.Web.Store.Sealing;

namespace Monitor.Web.Dashboard.Demo;

/// <summary>
/// Thirty generated days, one tick a minute, the last hour every 10 seconds. What lies more than three hours back is sealed at once; the rest goes through the
/// one door for samples, so that screens and latest values know it, and what of it is late is merged before this returns.
/// </summary>
internal sealed class DemoHistory(SampleWriter writer, SealedPast past, SampleSealing sealing, TimeProvider time)
{
    public static readonly TimeSpan Length = TimeSpan.FromDays(30);

    public static readonly TimeSpan SilentFor = TimeSpan.FromMinutes(95);

    private static readonly TimeSpan Fine = TimeSpan.FromHours(1);
    private static readonly TimeSpan Reported = TimeSpan.FromHours(3);
    private static readonly TimeSpan Processes = TimeSpan.FromHours(6);

    /// <summary>The last minutes, which the judges look at: they are written when the problems that last are known, or these would begin with the minutes.</summary>
    private static readonly TimeSpan Judged = TimeSpan.FromSeconds(150);

    /// <summary>All but the last minutes.</summary>
    public async Task WriteAsync(IReadOnlyList<DemoFleet.DemoMember> members, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var end = SealPeriods.Floor(now - Reported, SealPeriods.Hour);
        for (var at = now - Length; at < end;)
        {
            // A day where it is over by then, else its hours.
            var day = SealPeriods.Floor(at, SealPeriods.Day);
            var isDay = day + SealPeriods.Day <= end;
            var (start, until) = isDay ? (day, day + SealPeriods.Day) : (SealPeriods.Floor(at, SealPeriods.Hour), SealPeriods.Floor(at, SealPeriods.Hour) + SealPeriods.Hour);
            var from = at;
            await past.WriteAsync(start, isDay, members.Select(m => (m.StreamId, Ticks(m, from, until, now))), cancellationToken);
            at = until;
        }

        await Task.WhenAll(members.Select(m => WriteAsync(m, end, now - Judged, now, cancellationToken)));
        await sealing.RunAsync(cancellationToken);
    }

    /// <summary>The last minutes. Where their hour has closed since the history began, they are late too.</summary>
    public async Task CatchUpAsync(IReadOnlyList<DemoFleet.DemoMember> members, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await Task.WhenAll(members.Select(m => WriteAsync(m, now - Judged, now, now, cancellationToken)));
        await sealing.RunAsync(cancellationToken);
    }

    private static IEnumerable<TickRow> Ticks(DemoFleet.DemoMember member, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
    {
        for (var at = from; at < to; at += now - at <= Fine ? TimeSpan.FromSeconds(10) : TimeSpan.FromMinutes(1))
        {
            if (Reports(member, at, now))
            {
                yield return Row(member, at, now);
            }
        }
    }

    private async Task WriteAsync(DemoFleet.DemoMember member, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var batch = new SampleBatch { HostId = member.HostId, ArrivedAt = time.GetUtcNow() };
        batch.Ticks.AddRange(Ticks(member, from, to, now));

        // On the half minute, where an analysis looks for them.
        var half = TimeSpan.FromSeconds(30);
        var first = to < now ? now - Processes : from;
        for (var at = new DateTimeOffset((first.UtcTicks + half.Ticks - 1) / half.Ticks * half.Ticks, TimeSpan.Zero); at < to; at += half)
        {
            if (Reports(member, at, now))
            {
                batch.Add(DemoProcesses.Row(member.Profile, at, now));
            }
        }

        if (batch.Ticks.Count == 0)
        {
            return;
        }

        var outcome = await writer.WriteAsync(batch, cancellationToken);
        if (outcome.Status != BatchStatus.Committed)
        {
            throw new InvalidOperationException($"The generated history of {member.Profile.Name} was not stored: {outcome.Status}");
        }
    }

    private static bool Reports(DemoFleet.DemoMember member, DateTimeOffset at, DateTimeOffset now) =>
        member.Profile.Fault != DemoFault.Silent || now - at > SilentFor;

    public static TickRow Row(DemoFleet.DemoMember member, DateTimeOffset at, DateTimeOffset now)
    {
        var values = DemoSignal.At(member.Profile, at, now);
        var packed = new byte[TickCodec.MaximumLength(values.Length)];
        var length = TickCodec.Encode(values, packed);
        return new TickRow(member.StreamId, at, values, packed.AsMemory(0, length), values.Length);
    }
}
