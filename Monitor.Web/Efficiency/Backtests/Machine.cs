using System.Globalization;
using Monitor.Web.Hosting;

namespace Monitor.Web.Efficiency.Backtests;

/// <summary>The CPU of one machine out of one or several files, in percent, in the order of time.</summary>
internal sealed class Machine(string name, int vcpus)
{
    public string Name => name;

    public int Vcpus => vcpus;

    public SortedList<long, double> Cpu { get; } = [];

    public IEnumerable<KeyValuePair<long, double>> Within(long from, long to) => Cpu.Where(v => v.Key >= from && v.Key < to);

    /// <summary>Where its last month begins: the one that a proposal is held against.</summary>
    public long Split => Cpu.Keys[^1] - (31 * 86_400);
}

/// <summary>
/// Machines below a folder: a file with a column <c>cpu…</c> is one machine, named as the file; any other file of series has a machine in each column. A table
/// <c>name,vcpus</c> or <c>name,…mhz</c> beside them says how large they are.
/// </summary>
internal static class MachineFolder
{
    /// <summary>Where nothing says how many there are.</summary>
    private const int UsualVcpus = 4;

    /// <summary>Of one vCPU, where only the sum is told.</summary>
    private const double Megahertz = 2700;

    public static IReadOnlyList<Machine> Read(string folder)
    {
        var files = SeriesFile.AllBelow(folder);
        var sizes = Directory.EnumerateFiles(folder, "*.csv", SearchOption.AllDirectories).SelectMany(Sizes).GroupBy(s => s.Name).ToDictionary(g => g.Key, g => g.First().Vcpus);
        var machines = new SortedDictionary<string, Machine>(StringComparer.Ordinal);
        foreach (var file in files.Where(f => f.HasSeries))
        {
            var cpu = file.Columns.FirstOrDefault(c => c.StartsWith("cpu", StringComparison.OrdinalIgnoreCase));
            foreach (var (column, name) in cpu is null ? file.Columns.Select(c => (c, c)) : [(cpu, file.Stem)])
            {
                if (!machines.TryGetValue(name, out var machine))
                {
                    machines[name] = machine = new Machine(name, sizes.GetValueOrDefault(name, UsualVcpus));
                }

                foreach (var (time, value) in file.Times.Zip(file.Read(column)).Where(v => double.IsFinite(v.Second)))
                {
                    machine.Cpu[time] = value;
                }
            }
        }

        return [.. machines.Values];
    }

    private static IEnumerable<(string Name, int Vcpus)> Sizes(string file)
    {
        var lines = File.ReadLines(file);
        var header = lines.FirstOrDefault()?.Split(',') ?? [];
        var isCount = header.Length == 2 && header[1].Trim().Equals("vcpus", StringComparison.OrdinalIgnoreCase);
        if (!isCount && !(header.Length == 2 && header[1].Trim().EndsWith("mhz", StringComparison.OrdinalIgnoreCase)))
        {
            return [];
        }

        return lines.Skip(1).Select(l => l.Split(','))
            .Where(f => f.Length == 2 && double.TryParse(f[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var size) && size is > 0 and < 1e9)
            .Select(f => (f[0].Trim(), Math.Max(1, (int)Math.Round(double.Parse(f[1], CultureInfo.InvariantCulture) / (isCount ? 1 : Megahertz)))));
    }
}
