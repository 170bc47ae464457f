using System.Text;

namespace Monitor.Agent.Collectors.Linux;

/// <summary>The counters of one of several named things.</summary>
internal interface INamedCounters
{
    /// <summary>What was counted so far belongs to no tick.</summary>
    void Forget();
}

/// <summary>Several named things (disks, interfaces) and their counters; a name is turned into text only when it is new.</summary>
internal sealed class NamedCounters<TCounters>(Func<string, TCounters> make)
    where TCounters : class, INamedCounters
{
    private readonly List<Entry> _entries = [];

    /// <summary>Null where this one is not wanted.</summary>
    /// <param name="wanted">Asked for a new name, with whether it carried anything since the system started; asked again when an idle one first does.</param>
    public TCounters? Find(ReadOnlySpan<byte> name, bool isBusy, TimeSpan uptime, Func<string, bool, bool> wanted)
    {
        var entry = Find(name);
        if (entry is null)
        {
            var text = Encoding.UTF8.GetString(name);
            _entries.Add(entry = new Entry { Key = name.ToArray(), Name = text, IsBusy = isBusy, Counters = wanted(text, isBusy) ? make(text) : null });
        }
        else if (isBusy && !entry.IsBusy)
        {
            entry.IsBusy = true;
            entry.Counters ??= wanted(entry.Name, true) ? make(entry.Name) : null;
        }

        entry.Seen = uptime;
        return entry.Counters;
    }

    /// <summary>A thing that was away starts anew: what it counted meanwhile belongs to no tick.</summary>
    public void ForgetAbsent(TimeSpan uptime)
    {
        foreach (var entry in _entries)
        {
            if (entry.Seen != uptime)
            {
                entry.Counters?.Forget();
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
        public required bool IsBusy;
        public required TCounters? Counters;
        public TimeSpan Seen;
    }
}
