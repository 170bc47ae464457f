using FsCheck;
using FsCheck.Fluent;
using Monitor.Agent.Delivery;
using Monitor.Tests.Support;

namespace Monitor.Tests.Agent.Delivery;

/// <summary>Any sequence of appending, acknowledging and restarting: nothing acknowledged comes back, nothing else is lost, numbers only grow.</summary>
public sealed class SpoolPropertyTests
{
    [Fact]
    public void Whatever_happens_in_whatever_order_the_spool_holds_exactly_what_was_not_acknowledged() =>
        Prop.ForAll(Gen.Choose(0, 5).ListOf().ToArbitrary(), steps => Holds(steps)).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    private static bool Holds(IEnumerable<int> steps)
    {
        using var folder = new AgentFolder();
        var options = new SpoolOptions
        {
            Folder = folder.In("spool"), SegmentBytes = 200, DiskSpace = static _ => (long.MaxValue / 2, long.MaxValue), FlushToDisk = static _ => { },
        };
        var clock = new ManualTimeProvider();
        var expected = new SortedSet<long>();
        var last = 0L;
        var spool = new Spool(options, clock);
        try
        {
            foreach (var step in steps)
            {
                switch (step)
                {
                    case 0 or 1 or 2:
                        var entry = spool.Append(BitConverter.GetBytes(last), alone: step == 2);
                        if (entry.Seq <= last)
                        {
                            return false;
                        }

                        expected.Add(last = entry.Seq);
                        if (step == 1)
                        {
                            // The live record overtakes what waits.
                            spool.Acknowledge([entry]);
                            expected.Remove(entry.Seq);
                        }

                        break;
                    case 3 or 4:
                        var oldest = spool.ReadOldest(step, 10_000);
                        expected.ExceptWith(oldest.Select(e => e.Seq));
                        spool.Acknowledge(oldest);
                        break;
                    default:
                        spool.Dispose();
                        clock.StepWallClock(TimeSpan.FromHours(-1));
                        spool = new Spool(options, clock);
                        break;
                }
            }

            var left = spool.ReadOldest(10_000, 10_000_000).Select(e => e.Seq).ToList();
            return spool.Pending == expected.Count && left.All(expected.Contains) && (left.Count > 0 || expected.Count == 0);
        }
        finally
        {
            spool.Dispose();
        }
    }
}
