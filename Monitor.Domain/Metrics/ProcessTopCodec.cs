using System.Text;

namespace Monitor.Domain.Metrics;

/// <summary>One of the busiest processes at a time: CPU in percent of one core, resident memory in bytes. The name is text from outside.</summary>
public sealed record ProcessSample(int Pid, string Name, double CpuPercent, long MemoryBytes);

/// <summary>
/// The busiest processes of one host at one time as a packed row: a version byte, their number, then for each pid, CPU in hundredths of a percent, memory in
/// KiB and the name in UTF-8 after its length; numbers as LEB128. Throws <see cref="FormatException"/> for any other bytes.
/// </summary>
public static class ProcessTopCodec
{
    public const byte Version = 1;

    public const int MaximumProcesses = 100;

    /// <summary>Longest name in characters; a longer one is refused at the edge.</summary>
    public const int NameLength = 200;

    public static byte[] Encode(IReadOnlyList<ProcessSample> processes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(processes.Count, MaximumProcesses);
        using var row = new MemoryStream();
        row.WriteByte(Version);
        Write(row, (ulong)processes.Count);
        foreach (var process in processes)
        {
            Write(row, (ulong)Math.Max(0, process.Pid));
            Write(row, (ulong)Math.Round(Math.Clamp(process.CpuPercent, 0, 1e9) * 100));
            Write(row, (ulong)Math.Max(0, process.MemoryBytes) >> 10);
            var name = Encoding.UTF8.GetBytes(process.Name);
            Write(row, (ulong)name.Length);
            row.Write(name);
        }

        return row.ToArray();
    }

    public static IReadOnlyList<ProcessSample> Decode(ReadOnlySpan<byte> row)
    {
        if (row.IsEmpty || row[0] != Version)
        {
            throw new FormatException("Processes of an unknown version.");
        }

        var position = 1;
        var count = Read(row, ref position, MaximumProcesses);
        var processes = new List<ProcessSample>((int)count);
        for (var i = 0UL; i < count; i++)
        {
            var pid = (int)Read(row, ref position, int.MaxValue);
            var cpu = Read(row, ref position, 100_000_000_000) / 100.0;
            var memory = (long)Read(row, ref position, long.MaxValue >> 10) << 10;
            var length = (int)Read(row, ref position, NameLength * 4);
            if (length > row.Length - position)
            {
                throw new FormatException("Processes that end within a name.");
            }

            processes.Add(new ProcessSample(pid, Encoding.UTF8.GetString(row.Slice(position, length)), cpu, memory));
            position += length;
        }

        return processes;
    }

    private static void Write(MemoryStream row, ulong number)
    {
        while (number >= 0x80)
        {
            row.WriteByte((byte)(number | 0x80));
            number >>= 7;
        }

        row.WriteByte((byte)number);
    }

    private static ulong Read(ReadOnlySpan<byte> row, ref int position, ulong maximum)
    {
        ulong number = 0;
        for (var shift = 0; shift < 63 && position < row.Length; shift += 7)
        {
            var part = row[position++];
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return number <= maximum ? number : throw new FormatException("Processes with a number beyond its range.");
            }
        }

        throw new FormatException("Processes that end within a number.");
    }
}
