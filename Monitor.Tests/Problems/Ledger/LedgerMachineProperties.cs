using Monitor.Tests.Support;

namespace Monitor.Tests.Problems.Ledger;

/// <summary>The promises of the ledger in 10,000 random lives; with --long in 300,000 of seeds that nobody has seen.</summary>
public sealed class LedgerMachineProperties
{
    [Fact]
    public void Fault_27_Whatever_happens_in_whatever_order_the_ledger_keeps_its_promises()
    {
        var first = LongRun.IsOn ? Random.Shared.Next() : 1;
        var (flapped, reopened, repeated, held, later, begun) = (0, 0, 0, 0, 0, 0);
        var (predicted, cameTrue, takenBack) = (0, 0, 0);
        for (var i = 0; i < LongRun.Rounds(10_000, 300_000); i++)
        {
            var seed = unchecked(first + i);
            var world = new LedgerWorld(seed);
            try
            {
                world.Run(steps: 60);
            }
            catch (Exception failure)
            {
                Assert.Fail($"seed {seed}: {failure.Message}");
            }

            var seen = world.Oracle;
            (flapped, reopened, repeated) = (flapped + seen.Flapped, reopened + seen.Reopened, repeated + seen.Repeated);
            (predicted, cameTrue, takenBack) = (predicted + seen.Predicted, cameTrue + seen.CameTrue, takenBack + seen.TakenBack);
            (held, later, begun) = (held + seen.HeldNotices, later + seen.ToldLater, begun + seen.Begun);
        }

        // A world in which nothing happens keeps every promise.
        var counts = new[] { flapped, reopened, repeated, held, later, begun, predicted, cameTrue, takenBack };
        Assert.All(counts, count => Assert.True(count > 200, string.Join(", ", counts)));
    }
}
