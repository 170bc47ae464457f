using System.Text;

namespace Monitor.Agent.Collectors.Linux;

/// <summary>Two counters for each of several named things (a disk, an interface); a name is turned into text only when it is new.</summary>
internal sealed class NamedCounters(string label, string firstMetric, string secondMetric)
{
    private readonly List<Entry> _entries = [];

    /// <param name="wanted">Asked for a new name, with whether it carried anything since the system started; asked again when an idle one first does.</param>
    public void Put(SampleVector vector, TimeSpan uptime, ReadOnlySpan<byte> name, ulong first, ulong second, Func<string, bool, bool> wanted)
    {
        var busy = first > 0 || second > 0;
        var entry = Find(name);
        if (entry is null)
        {
            var text = Encoding.UTF8.GetString(name);
            _entries.Add(entry = new Entry { Key = name.ToArray(), Name = text, Wanted = wanted(text, busy), Busy = busy });
        }
        else if (busy && !entry.Busy)
        {
            entry.Busy = true;
            entry.Wanted = entry.Wanted || wanted(entry.Name, true);
        }

        if (!entry.Wanted)
        {
            return;
        }

        vector.Set(ref entry.FirstOrdinal, firstMetric, entry.First.Next(first, uptime), label, entry.Name);
        vector.Set(ref entry.SecondOrdinal, secondMetric, entry.Second.Next(second, uptime), label, entry.Name);
        entry.Seen = uptime;
    }

    /// <summary>A thing that was away starts anew: what it counted meanwhile belongs to no tick.</summary>
    public void ForgetAbsent(TimeSpan uptime)
    {
        foreach (var entry in _entries)
        {
            if (entry.Seen != uptime)
            {
                entry.First.Forget();
                entry.Second.Forget();
            }
        }
    }

    private Entry? Find(ReadOnlySpan<byte> name)
    {
        foreach (var entry in _entries)
        {
            if (name.SequenceEqual(entry.Key))
            {
                return entry;
            }
        }

        return null;
    }

    private sealed class Entry
    {
        public required byte[] Key;
        public required string Name;
        public required bool Wanted;
        public required bool Busy;
        public CounterRate First;
        public CounterRate Second;
        public int FirstOrdinal = -1;
        public int SecondOrdinal = -1;
        public TimeSpan Seen;
    }
}
