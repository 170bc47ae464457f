namespace Monitor.Web.Store;

/// <summary>Which tick was committed, for others to read from the table; times in unix milliseconds.</summary>
/// <param name="Width">Values in its vector: a server that knows fewer of its series reads their names first.</param>
internal readonly record struct CommittedKey(int StreamId, long Time, long ArrivedAt, int Width, bool IsFromAgent);

/// <summary>
/// What servers tell each other by NOTIFY: the sender's name, a kind and the rest. A payload has less than 8,000 bytes, so that many ticks are several
/// messages. Only the application's own role can send them; what cannot be read all the same is a <see cref="FormatException"/>.
/// </summary>
internal static class NodeMessage
{
    public const string Channel = "monitor_nodes";
    private const string Hello = "hello";
    private const string Topic = "topic";
    private const string Ticks = "ticks";
    private const int MostBytes = 5_800;

    public static string OfHello(string node) => $"{node} {Hello} .";

    public static string OfTopic(string node, string topic) => $"{node} {Topic} {topic}";

    public static IEnumerable<string> OfTicks(string node, IEnumerable<CommittedKey> keys)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        long last = 0;
        foreach (var key in keys)
        {
            writer.Write7BitEncodedInt(key.StreamId);
            writer.Write7BitEncodedInt64(ZigZag(key.Time - last));
            writer.Write7BitEncodedInt64(ZigZag(key.ArrivedAt - key.Time));
            writer.Write7BitEncodedInt((key.Width << 1) | (key.IsFromAgent ? 1 : 0));
            last = key.Time;
            if (bytes.Length > MostBytes)
            {
                yield return Text();
                bytes.SetLength(0);
                last = 0;
            }
        }

        if (bytes.Length > 0)
        {
            yield return Text();
        }

        string Text() => $"{node} {Ticks} {Convert.ToBase64String(bytes.GetBuffer(), 0, (int)bytes.Length)}";
    }

    /// <summary>The topic that changed, or the ticks, or neither for a greeting.</summary>
    public static (string? Topic, IReadOnlyList<CommittedKey> Keys) Read(string message) => message.Split(' ') switch
    {
        [_, Topic, var topic] => (topic, []),
        [_, Ticks, var text] => (null, Keys(text)),
        [_, Hello, _] => (null, []),
        _ => throw new FormatException("Not a message of a server."),
    };

    private static List<CommittedKey> Keys(string text)
    {
        try
        {
            var bytes = Convert.FromBase64String(text);
            using var reader = new BinaryReader(new MemoryStream(bytes));
            var keys = new List<CommittedKey>();
            for (long last = 0; reader.BaseStream.Position < bytes.Length;)
            {
                var stream = reader.Read7BitEncodedInt();
                var time = last += Signed(reader.Read7BitEncodedInt64());
                var arrived = time + Signed(reader.Read7BitEncodedInt64());
                var rest = reader.Read7BitEncodedInt();
                keys.Add(new CommittedKey(stream, time, arrived, rest >> 1, (rest & 1) == 1));
            }

            return keys;
        }
        catch (EndOfStreamException cut)
        {
            throw new FormatException("A message of a server is cut.", cut);
        }
    }

    private static long ZigZag(long value) => (value << 1) ^ (value >> 63);

    private static long Signed(long value) => (long)((ulong)value >> 1) ^ -(value & 1);
}
