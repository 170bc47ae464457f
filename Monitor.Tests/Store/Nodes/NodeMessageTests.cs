using Monitor.Web.Store;

namespace Monitor.Tests.Store.Nodes;

public sealed class NodeMessageTests
{
    [Fact]
    public void Ticks_come_back_as_they_were_told_in_messages_that_NOTIFY_takes()
    {
        var random = new Random(7);
        foreach (var count in new[] { 1, 2, 700, 5000 })
        {
            var keys = Enumerable.Range(0, count).Select(_ => new CommittedKey(
                random.Next(), random.NextInt64(-62_135_596_800_000, 253_402_300_799_999), random.NextInt64(0, 253_402_300_799_999), random.Next(1 << 16), random.Next(2) == 0)).ToList();
            var messages = NodeMessage.OfTicks("0123456789ab", keys).ToList();
            Assert.All(messages, m => Assert.InRange(m.Length, 1, 7_999));
            Assert.Equal(keys, messages.SelectMany(m => NodeMessage.Read(m).Keys));
        }

        var rows = Enumerable.Range(0, 2000).Select(_ => new CommittedLogRow(random.Next(), random.NextInt64(1L << 47), random.NextInt64(0, 253_402_300_799_999), random.Next(1 << 16))).ToList();
        var told = NodeMessage.OfLogs("0123456789ab", rows).ToList();
        Assert.All(told, m => Assert.InRange(m.Length, 1, 7_999));
        Assert.Equal(rows, told.SelectMany(m => NodeMessage.Read(m).Rows));
        Assert.Empty(NodeMessage.OfTicks("0123456789ab", []));
        Assert.Equal("tickets", NodeMessage.Read(NodeMessage.OfTopic("0123456789ab", "tickets")).Topic);
        Assert.Equal((null, 0), (NodeMessage.Read(NodeMessage.OfHello("x")).Topic, NodeMessage.Read(NodeMessage.OfHello("x")).Keys.Count));
    }

    [Fact]
    public void Anything_else_is_a_format_error()
    {
        var good = NodeMessage.OfTicks("0123456789ab", [new CommittedKey(1, 2, 3, 4, true)]).Single();
        foreach (var bad in new[] { "", "x", "a b", "a b c d", "a ticks !", "a ticks gICAgICAgICAgICA", good[..^3], good[..^4] + "====" })
        {
            Assert.Throws<FormatException>(() => NodeMessage.Read(bad));
        }
    }
}
