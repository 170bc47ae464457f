using Monitor.Domain.Tickets.Service;

namespace Monitor.Tests.Tickets.Service;

/// <summary>Working time of random calendars in zones with every kind of change, against a count minute by minute.</summary>
public sealed class ServiceHoursProperties
{
    private static readonly string[] Zones =
        ["UTC", "Europe/Berlin", "America/New_York", "America/Havana", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu", "Pacific/Apia", "Asia/Beirut"];

    [Fact]
    public void Adding_and_measuring_agree_and_both_are_monotone_and_additive()
    {
        foreach (var seed in Enumerable.Range(1, 400))
        {
            var random = new Random(seed);
            var hours = Calendar(random, out _);
            var from = Moment(random);
            var (some, more) = (TimeSpan.FromMinutes(random.Next(0, 6000)), TimeSpan.FromMinutes(random.Next(0, 6000)));
            if (hours.Add(from, some) is not { } to || hours.Add(to, more) is not { } end)
            {
                continue;
            }

            Assert.True(hours.Between(from, to) == some, $"seed {seed}: measures {hours.Between(from, to)} and not {some}");
            Assert.True(hours.Add(from, some + more) == end, $"seed {seed}: in two steps it ends at {end}, in one at {hours.Add(from, some + more)}");
            Assert.True(hours.Between(from, end) == some + more, $"seed {seed}: is not additive");
            Assert.True(to >= from && end >= to, $"seed {seed}: goes back");
            Assert.True(hours.Add(from + TimeSpan.FromMinutes(90), some) >= to, $"seed {seed}: begins later and ends earlier");
            var back = hours.Add(end, -(some + more));
            Assert.True(back >= from && hours.Between(back!.Value, end) == some + more, $"seed {seed}: leads back to {back} and not to {from}");
        }
    }

    [Fact]
    public void Measuring_is_what_counting_minutes_gives()
    {
        foreach (var seed in Enumerable.Range(1, 60))
        {
            var random = new Random(seed);
            var hours = Calendar(random, out var spans);
            var from = Moment(random);
            var to = from.AddMinutes(random.Next(1, 4000));
            var counted = Count(hours.Zone, spans, from, to);
            Assert.True(hours.Between(from, to) == TimeSpan.FromMinutes(counted), $"seed {seed}, {hours.Zone.Id}, {from:O} to {to:O}: {hours.Between(from, to)}, counted {counted} min");
        }
    }

    /// <summary>A minute counts when it lies between the first minutes at which the wall clock shows the ends of a span, or later.</summary>
    private static int Count(TimeZoneInfo zone, IReadOnlyList<ServiceSpan> spans, DateTimeOffset from, DateTimeOffset to)
    {
        var begin = from.AddDays(-3);
        var wall = Enumerable.Range(0, (int)(to - begin).TotalMinutes + 1500).Select(m => TimeZoneInfo.ConvertTime(begin.AddMinutes(m), zone).DateTime).ToArray();
        int First(DateTime time) => Array.FindIndex(wall, w => w >= time) is var found && found < 0 ? wall.Length : found;
        var open = new bool[wall.Length];
        for (var date = wall[0].Date.AddDays(1); date <= wall[^1].Date; date = date.AddDays(1))
        {
            foreach (var span in spans.Where(s => s.Day == date.DayOfWeek))
            {
                for (var m = First(date + span.From); m < First(date + span.To); m++)
                {
                    open[m] = true;
                }
            }
        }

        var offset = (int)(from - begin).TotalMinutes;
        return Enumerable.Range(offset, (int)(to - from).TotalMinutes).Count(m => open[m]);
    }

    private static ServiceHours Calendar(Random random, out IReadOnlyList<ServiceSpan> spans)
    {
        spans = [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ =>
        {
            var from = TimeSpan.FromMinutes(15 * random.Next(0, 96));
            return new ServiceSpan((DayOfWeek)random.Next(7), from, from + TimeSpan.FromMinutes(15 * random.Next(1, 97)));
        })];
        return new ServiceHours(TimeZoneInfo.FindSystemTimeZoneById(Zones[random.Next(Zones.Length)]), spans, []);
    }

    /// <summary>Half of them within days of a change of the clocks.</summary>
    private static DateTimeOffset Moment(Random random) =>
        (random.Next(2) == 0
            ? new DateTimeOffset(2026, random.Next(1, 13), random.Next(1, 29), 0, 0, 0, TimeSpan.Zero)
            : new DateTimeOffset[] { new(2026, 3, 6, 0, 0, 0, default), new(2026, 3, 27, 0, 0, 0, default), new(2026, 10, 23, 0, 0, 0, default), new(2026, 10, 30, 0, 0, 0, default), new(2026, 2, 13, 0, 0, 0, default), new(2011, 12, 28, 0, 0, 0, default) }[random.Next(6)])
        .AddMinutes(random.Next(0, 4320));
}
