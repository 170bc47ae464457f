using Monitor.Domain.Metrics.Chunks;

namespace Monitor.Tests.Metrics.Chunks;

public sealed class RollupMeansTests
{
    [Theory]
    [InlineData(0.1, 0)]
    [InlineData(1, 3)]
    [InlineData(4096, 7)]
    [InlineData(Math.PI, 5)]
    public void Counts_and_sums_alone_are_those_of_the_whole_points(double unit, int gapEvery)
    {
        var random = new Random(7);
        var points = new RollupPoint[1440];
        for (var i = 0; i < points.Length; i++)
        {
            for (var sample = gapEvery > 0 && i % gapEvery == 0 ? 6 : 0; sample < 6; sample++)
            {
                points[i] = points[i].With(random.Next(0, 1000) * unit);
            }
        }

        var column = new byte[RollupCodec.MaximumLength(points.Length)];
        var length = RollupCodec.Encode(points, column);
        var (whole, means) = (new RollupPoint[points.Length], new RollupPoint[points.Length]);
        RollupCodec.Decode(column.AsSpan(0, length), whole);
        RollupCodec.DecodeMeans(column.AsSpan(0, length), means);
        Assert.Equal(whole.Select(p => (p.Count, p.Sum)), means.Select(p => (p.Count, p.Sum)));
        Assert.Contains(whole, p => p.Count > 0);
    }

    [Fact]
    public void Without_samples_there_is_nothing()
    {
        var points = new RollupPoint[60];
        Array.Fill(points, new RollupPoint(1, 1, 1, 1, 1));
        RollupCodec.DecodeMeans([], points);
        Assert.All(points, p => Assert.Equal(0, p.Count));
    }
}
