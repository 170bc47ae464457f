using System.Buffers;
using System.Text;
using Monitor.Web.Intake.Syslog;

namespace Monitor.Tests.Intake.Syslog;

public sealed class SyslogFramerTests
{
    [Theory]
    [InlineData("<1>a\n<2>b\r\n\n\0<3>c", "<1>a|<2>b\r|<3>c")]
    [InlineData("4 <1>a5 <2>bb\n6 <3>ccc", "<1>a|<2>bb|<3>ccc")]
    [InlineData("7 <1>a\nb \n<2>c\n", "<1>a\nb |<2>c")]
    [InlineData("2026 was a year\n", "2026 was a year")]
    [InlineData("10 <1>cut", "")]
    [InlineData("123", "")]
    public void Messages_are_found_however_they_are_framed_and_cut_into_pieces(string stream, string expected)
    {
        foreach (var piece in new[] { 1, 3, 1000 })
        {
            Assert.Equal(expected, string.Join('|', Read(Encoding.ASCII.GetBytes(stream), piece).Messages.Select(m => Encoding.ASCII.GetString(m))));
        }
    }

    [Theory]
    [InlineData("65537 <1>a")]
    [InlineData("4294967296 <1>a")]
    [InlineData("99999999999999999999 ")]
    public void Attack_16_A_count_beyond_what_a_message_may_have_ends_the_connection(string stream) =>
        Assert.True(Read(Encoding.ASCII.GetBytes("<1>a\n" + stream), 7).IsBroken);

    [Fact]
    public void A_line_without_end_is_given_up_to_its_bound_and_the_next_one_is_whole()
    {
        var stream = Encoding.ASCII.GetBytes("<1>" + new string('x', 200_000) + "\n<2>next\n");
        var (messages, isBroken) = Read(stream, 5000);
        Assert.False(isBroken);
        Assert.Equal([SyslogFramer.Most, 7], messages.Select(m => m.Length));
        Assert.Equal("<2>next", Encoding.ASCII.GetString(messages[1]));
    }

    private static (List<byte[]> Messages, bool IsBroken) Read(byte[] stream, int piece)
    {
        var framer = new SyslogFramer();
        var (messages, waiting) = (new List<byte[]>(), Array.Empty<byte>());
        for (var at = 0; at < stream.Length; at += piece)
        {
            waiting = [.. waiting, .. stream[at..Math.Min(stream.Length, at + piece)]];
            var buffer = new ReadOnlySequence<byte>(waiting);
            while (framer.Read(ref buffer, at + piece >= stream.Length, out var message) is var outcome && outcome != FrameOutcome.None)
            {
                if (outcome == FrameOutcome.Broken)
                {
                    return (messages, true);
                }

                messages.Add(message.ToArray());
            }

            waiting = buffer.ToArray();
        }

        return (messages, false);
    }
}
