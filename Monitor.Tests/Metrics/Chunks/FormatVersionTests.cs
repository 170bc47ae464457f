using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Chunks;

namespace Monitor.Tests.Metrics.Chunks;

/// <summary>What is stored says how it is written: a later format must be told from this one, and never read as if it were this one.</summary>
public sealed class FormatVersionTests
{
    [Fact]
    public void A_chunk_of_another_version_is_refused()
    {
        var chunk = Seal().Chunk;
        Assert.Equal(3, new Chunk(chunk).Times.Count);
        chunk.Payload[0]++;
        Assert.Contains("version 2", Assert.Throws<FormatException>(() => new Chunk(chunk)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(14)]
    [InlineData(7 << 4)]
    [InlineData(14 << 4)]
    public void A_rollup_with_a_first_byte_that_nobody_writes_is_refused(byte first)
    {
        var column = Seal().Minutes.Part(0).ToArray();
        column[0] = first;
        Assert.Throws<FormatException>(() => RollupCodec.Decode(column, new RollupPoint[60]));
    }

    private static SealedPeriod Seal()
    {
        var table = new TickTable();
        var row = new byte[TickCodec.MaximumLength(1)];
        for (var i = 0; i < 3; i++)
        {
            table.Add(i * 1000, row[..TickCodec.Encode([i + 0.5], row)]);
        }

        return new PeriodSealer(TimeSpan.FromHours(1)).Seal(0, [table], _ => false)!;
    }
}
