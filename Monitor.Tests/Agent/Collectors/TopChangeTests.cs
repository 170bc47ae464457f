using Monitor.Agent.Collectors;

namespace Monitor.Tests.Agent.Collectors;

public sealed class TopChangeTests
{
    private readonly TopChange _change = new();
    private int _looks;

    [Fact]
    public void A_process_that_was_not_busy_before_is_told_once_and_what_is_usual_is_not()
    {
        Assert.All(Look(60, ("db", 90), ("cron", 1)), Assert.Null);
        Assert.All(Look(10, ("idle", 3)), Assert.Null);
        Assert.All(Look(10, ("db", 95)), Assert.Null);
        string?[] told = [null, null, "miner (process 7) is the busiest process now, with 180 % of a core", null, null];
        Assert.Equal(told, Look(5, ("db", 95), ("miner", 180)));
        Assert.All(Look(2, ("short", 400)), Assert.Null);
        Assert.All(Look(5, ("miner", 60)), Assert.Null);
    }

    /// <summary>So many looks, ten seconds apart.</summary>
    private List<string?> Look(int times, params (string Name, double Cpu)[] processes)
    {
        var samples = processes.Select(p =>
        {
            var sample = new ProcessSample { Pid = 7, CpuPercent = p.Cpu };
            sample.SetName(System.Text.Encoding.UTF8.GetBytes(p.Name));
            return sample;
        }).ToArray();
        return [.. Enumerable.Range(0, times).Select(_ => _change.Look(TimeSpan.FromSeconds(10 * _looks++), samples))];
    }
}
