namespace Monitor.Web.Store;

/// <summary>Which tick was committed, for others to read from the table; times in unix milliseconds.</summary>
/// <param name="Width">Values in its vector: a server that knows fewer of its series reads their names first.</param>
internal readonly record struct CommittedKey(int StreamId, long Time, long ArrivedAt, int Width, bool IsFromAgent);

/// <summary>Which row of <c>log_hot</c> was committed, for others to read from the table; its arrival in unix milliseconds, and how many lines it has.</summary>
internal readonly record struct CommittedLogRow(int HostId, long Id, long ArrivedAt, int Lines);

/// <summary>
/// What servers tell each other by NOTIFY: the sender's name, a kind and the rest. A payload has less than 8,000 bytes, so that much is several
/// messages. Only the application's own role can send them; what cannot be read all the same is a <see cref="FormatException"/>.
/// </summary>
internal static class NodeMessage
{
    public const string Channel = "monitor_nodes";
    private const string Hello = "hello";
    private const string Topic = "topic";
    private const string Ticks = "ticks";
    private const string Logs = "logs";
    private const int MostBytes = 5_800;

    public static string OfHello(string node) => $"{node} {Hello} .";

    public static string OfTopic(string node, string topic) => $"{node} {Topic} {topic}";

    public static IEnumerable<string> OfTicks(string node, IEnumerable<CommittedKey> keys)
    {
        long last = 0;
        return Packed($"{node} {Ticks} ", keys, () => last = 0, (writer, key) =>
        {
            writer.Write7BitEncodedInt(key.StreamId);
            writer.Write7BitEncodedInt64(ZigZag(key.Time - last));
            writer.Write7BitEncodedInt64(ZigZag(key.ArrivedAt - key.Time));
            writer.Write7BitEncodedInt((key.Width << 1) | (key.IsFromAgent ? 1 : 0));
            last = key.Time;
        });
    }

    public static IEnumerable<string> OfLogs(string node, IEnumerable<CommittedLogRow> rows) => Packed($"{node} {Logs} ", rows, () => { }, (writer, row) =>
    {
        writer.Write7BitEncodedInt(row.HostId);
        writer.Write7BitEncodedInt64(row.Id);
        writer.Write7BitEncodedInt64(row.ArrivedAt);
        writer.Write7BitEncodedInt(row.Lines);
    });

    /// <summary>The topic that changed, or the ticks, or the rows of lines, or nothing of them for a greeting.</summary>
    public static (string? Topic, IReadOnlyList<CommittedKey> Keys, IReadOnlyList<CommittedLogRow> Rows) Read(string message) => message.Split(' ') switch
    {
        [_, Topic, var topic] => (topic, [], []),
        [_, Ticks, var text] => (null, Keys(text), []),
        [_, Logs, var text] => (null, [], Rows(text)),
        [_, Hello, _] => (null, [], []),
        _ => throw new FormatException("Not a message of a server."),
    };

    private static IEnumerable<string> Packed<T>(string head, IEnumerable<T> items, Action begin, Action<BinaryWriter, T> write)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        foreach (var item in items)
        {
            write(writer, item);
            if (bytes.Length > MostBytes)
            {
                yield return Text();
                bytes.SetLength(0);
                begin();
            }
        }

        if (bytes.Length > 0)
        {
            yield return Text();
        }

        string Text() => head + Convert.ToBase64String(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static List<CommittedKey> Keys(string text)
    {
        long last = 0;
        return Unpacked(text, reader =>
        {
            var stream = reader.Read7BitEncodedInt();
            var time = last += Signed(reader.Read7BitEncodedInt64());
            var arrived = time + Signed(reader.Read7BitEncodedInt64());
            var rest = reader.Read7BitEncodedInt();
            return new CommittedKey(stream, time, arrived, rest >> 1, (rest & 1) == 1);
        });
    }

    private static List<CommittedLogRow> Rows(string text) => Unpacked(
        text, reader => new CommittedLogRow(reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt()));

    private static List<T> Unpacked<T>(string text, Func<BinaryReader, T> read)
    {
        try
        {
            var bytes = Convert.FromBase64String(text);
            using var reader = new BinaryReader(new MemoryStream(bytes));
            var items = new List<T>();
            while (reader.BaseStream.Position < bytes.Length)
            {
                items.Add(read(reader));
            }

            return items;
        }
        catch (EndOfStreamException cut)
        {
            throw new FormatException("A message of a server is cut.", cut);
        }
    }

    private static long ZigZag(long value) => (value << 1) ^ (value >> 63);

    private static long Signed(long value) => (long)((ulong)value >> 1) ^ -(value & 1);
}
