using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Monitor.Agent.Collectors;

/// <summary>The first five by CPU and the first five by memory, without an allocation for the many that are neither.</summary>
internal sealed class TopProcesses
{
    public const int Places = 5;

    private readonly ProcessSample[] _byCpu = new ProcessSample[Places];
    private readonly ProcessSample[] _byMemory = new ProcessSample[Places];
    private readonly ProcessSample[] _union = new ProcessSample[2 * Places];
    private int _cpuCount;
    private int _memoryCount;

    public void Begin() => _cpuCount = _memoryCount = 0;

    public void Offer(in ProcessSample process)
    {
        Insert(_byCpu, ref _cpuCount, process, static (in ProcessSample a, in ProcessSample b) => a.CpuPercent > b.CpuPercent);
        Insert(_byMemory, ref _memoryCount, process, static (in ProcessSample a, in ProcessSample b) => a.MemoryBytes > b.MemoryBytes);
    }

    /// <summary>Every process that is in one of the two lists, once.</summary>
    public ReadOnlySpan<ProcessSample> Union()
    {
        var count = _cpuCount;
        _byCpu.AsSpan(0, _cpuCount).CopyTo(_union);
        for (var i = 0; i < _memoryCount; i++)
        {
            if (!Contains(_byCpu.AsSpan(0, _cpuCount), _byMemory[i].Pid))
            {
                _union[count++] = _byMemory[i];
            }
        }

        return _union.AsSpan(0, count);
    }

    private delegate bool Before(in ProcessSample a, in ProcessSample b);

    private static void Insert(ProcessSample[] places, ref int count, in ProcessSample process, Before before)
    {
        if (count == Places && !before(process, places[Places - 1]))
        {
            return;
        }

        var at = count < Places ? count++ : Places - 1;
        while (at > 0 && before(process, places[at - 1]))
        {
            places[at] = places[at - 1];
            at--;
        }

        places[at] = process;
    }

    private static bool Contains(ReadOnlySpan<ProcessSample> processes, int pid)
    {
        foreach (ref readonly var process in processes)
        {
            if (process.Pid == pid)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>One process; CPU in percent of one core.</summary>
internal struct ProcessSample
{
    public int Pid;
    public double CpuPercent;
    public long MemoryBytes;
    public int NameLength;
    private NameBytes _name;

    /// <summary>The name in UTF-8, as far as it fits.</summary>
    public void SetName(ReadOnlySpan<byte> name)
    {
        NameLength = Math.Min(name.Length, NameBytes.Length);
        name[..NameLength].CopyTo(_name);
    }

    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Name => ((ReadOnlySpan<byte>)_name)[..NameLength];

    [InlineArray(Length)]
    private struct NameBytes
    {
        public const int Length = 64;
        private byte _first;
    }
}
