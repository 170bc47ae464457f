using System.Globalization;
using Monitor.Domain.Efficiency;
using Monitor.Web.Hosting;

namespace Monitor.Web.Efficiency.Backtests;

/// <summary>`backtest efficiency`: what would have been proposed for each machine after its first month, and in how much of the second one that was too little.</summary>
public static class EfficiencyBacktest
{
    private const long Day = 86_400;
    private const long FewestBefore = 7 * Day;

    private sealed record MachineOutcome(Machine Machine, SizeProposal Proposal, double Exceeded);

    /// <summary>Throws <see cref="ArgumentException"/> for input that cannot be read, with what to do.</summary>
    public static string Run(string input, string output, CancellationToken cancellationToken)
    {
        var all = MachineFolder.Read(input).Where(m => m.Cpu.Count > 1).ToList();
        if (all.Count == 0)
        {
            throw new ArgumentException($"No file below {input} has series: a first line `unix,NAME` or `unix,cpu_pct`, then a row per time.");
        }

        var machines = all.Where(m => m.Cpu.Keys[0] <= m.Split - FewestBefore && m.Within(m.Split, long.MaxValue).First().Key < m.Split + Day).ToList();
        var outcomes = new List<MachineOutcome>();
        HostSizing[] sizings = [.. machines.Select((m, i) => Sizing(m, i))];
        for (var i = 0; i < machines.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            outcomes.AddRange(RightSize.Propose(sizings[i], HeadroomPolicy.Usual, PriceTable.Usual)
                .Select(p => new MachineOutcome(machines[i], p, SizeReplay.Exceeded(p, machines[i].Within(machines[i].Split, long.MaxValue).Select(v => v.Value)))));
        }

        var left = sizings.Where((_, i) => outcomes.TrueForAll(o => o.Machine != machines[i])).ToList();
        foreach (var (id, merge) in MergeFinder.Find(left, HeadroomPolicy.Usual, PriceTable.Usual))
        {
            outcomes.Add(new MachineOutcome(machines[id], merge, ExceededTogether(machines[id], machines[merge.IntoHostId!.Value], merge)));
        }

        Write(output, outcomes);
        var got = outcomes.Select(o => o.Machine).Distinct().Count();
        var exceeded = outcomes.Where(o => !SizeReplay.IsSafe(o.Exceeded)).Select(o => o.Machine).Distinct().Count();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{machines.Count} machines with two months: {got} got a proposal from the first, {exceeded} of these needed more for over {SizeReplay.SafeShare:P0} of the second. {output}");
    }

    private static HostSizing Sizing(Machine machine, int id)
    {
        var values = machine.Within(0, machine.Split).ToList();
        var step = values.Count > 1 ? TimeSpan.FromSeconds(Math.Clamp(values.Zip(values.Skip(1), (a, b) => b.Key - a.Key).Order().ElementAt((values.Count - 1) / 2), 1, 3600)) : TimeSpan.FromMinutes(5);
        return new HostSizing(id, machine.Name) { Vcpus = machine.Vcpus, Cpu = UseProfile.Of([.. values.Select(v => v.Value)], step) };
    }

    private static double ExceededTogether(Machine machine, Machine into, SizeProposal merge)
    {
        var (count, above) = (0, 0);
        foreach (var (time, value) in machine.Within(machine.Split, long.MaxValue))
        {
            if (into.Cpu.TryGetValue(time, out var other))
            {
                count++;
                above += (value * machine.Vcpus / into.Vcpus) + other > merge.Ceiling ? 1 : 0;
            }
        }

        return count == 0 ? double.NaN : (double)above / count;
    }

    private static void Write(string output, List<MachineOutcome> outcomes) => BacktestOutput.Write(output, writer =>
    {
        // Machines are named as files and columns are, which anybody may have named.
        var text = new CsvText("machine", "action", "from", "to", "expected_percent", "exceeded_share", "safe");
        foreach (var (machine, proposal, exceeded) in outcomes.OrderBy(o => o.Machine.Name, StringComparer.Ordinal))
        {
            text.Row(
                machine.Name, proposal.Action.ToString().ToLowerInvariant(), Math.Round(proposal.From, 1), Math.Round(proposal.To, 1), BacktestOutput.Number(proposal.Expected),
                BacktestOutput.Number(exceeded), SizeReplay.IsSafe(exceeded) ? "yes" : "no");
        }

        writer.Write(text.Take().Replace("\r\n", "\n", StringComparison.Ordinal));
    });
}
