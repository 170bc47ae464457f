using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Chunks;

namespace Monitor.Tests.Store.Logs;

/// <summary>Chunks of lines hold what they were made of, whatever that is.</summary>
public sealed class LogChunkTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 500)]
    public void A_chunk_of_hostile_lines_unpacks_to_the_same_lines(int seed, int count)
    {
        var random = new Random(seed);
        var lines = Enumerable.Range(0, count).Select(_ => Line(random, LogTexts.Hostile(random))).ToArray();
        var writer = new LogChunkWriter();
        writer.Pack([Line(random, "from before: 12 a4")], 1);
        var chunk = new LogChunk(writer.Pack(lines, 4));
        Assert.Equal(lines, Enumerable.Range(0, chunk.Count).Select(i => chunk[i]));
        foreach (var i in Enumerable.Range(0, count).Order(Comparer<int>.Create((a, b) => lines[a].Time.CompareTo(lines[b].Time))))
        {
            Assert.Equal(lines[i].Text, chunk.Text(i).ToString()); // each alone, in any order
        }
    }

    [Fact]
    public void Broken_bytes_are_no_chunk_and_nothing_worse()
    {
        var random = new Random(5);
        var payload = new LogChunkWriter().Pack([.. Enumerable.Range(0, 40).Select(_ => Line(random, LogTexts.Hostile(random)))], 1);
        var broken = 0;
        for (var i = 0; i < 2000; i++)
        {
            var bytes = payload.ToArray();
            bytes[i < 20 ? i % 4 : random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                var chunk = new LogChunk(random.Next(4) == 0 ? bytes.AsSpan(0, random.Next(bytes.Length)) : bytes);
                _ = Enumerable.Range(0, chunk.Count).Sum(n => chunk.Text(n).Length);
            }
            catch (FormatException)
            {
                broken++;
            }
        }

        Assert.True(broken > 500, $"{broken} of 2000 were refused");
    }

    [Fact]
    public void Lines_of_programs_take_less_than_half_of_what_they_are_and_no_chunk_reaches_over_an_hour()
    {
        var random = new Random(6);
        var noon = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        var lines = Enumerable.Range(0, 20_000).Select(i => new LogLine(noon + (i * 300), 1, LogSeverity.Info, LogMarks.None, LogTexts.Next(random), i)).ToList();
        var chars = lines.Sum(l => l.Text.Length);
        lines.Reverse();
        var chunks = new LogSealer().Seal(lines, TimeSpan.FromHours(1)).ToList();
        Assert.Equal(2, chunks.Count);
        Assert.Equal((noon, noon + 3_599_700, 12_000, 0L), (chunks[0].Start, chunks[0].Last, chunks[0].Lines, chunks[0].Part));
        Assert.InRange(chunks.Sum(c => c.Payload.Length + c.Filter.Length + c.Counts.Length), 1, chars / 2);
    }

    [Fact]
    public void The_filter_never_hides_a_line_and_seldom_shows_a_chunk_for_nothing()
    {
        var random = new Random(7);
        var lines = Enumerable.Range(0, 3000).Select(i => new LogLine(i, 1, LogSeverity.Info, LogMarks.None, i % 3 == 0 ? LogTexts.Hostile(random) : LogTexts.Next(random), i)).ToList();
        var chunk = new LogSealer().Seal(lines, TimeSpan.FromHours(1)).Single();
        foreach (var line in lines)
        {
            // Every word, and some piece between two signs that are no words, each as it is and turned to the other case.
            foreach (var word in line.Text.Split([' ', '\n', '"', '*'], StringSplitOptions.RemoveEmptyEntries).Where(w => w[0] != '-'))
            {
                foreach (var query in new[] { new LogQuery(word), new LogQuery(word.ToUpperInvariant()), new LogQuery($"\"{word}\"") })
                {
                    Assert.True(!query.Matches(line.Text) || WordFilter.MayMatch(chunk.Filter, query), word);
                }
            }
        }

        Assert.InRange(Enumerable.Range(0, 5000).Count(i => WordFilter.MayMatch(chunk.Filter, new LogQuery($"absent{i}"))), 0, 100);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("failed PASSWORD", true)]
    [InlineData("password failed", true)]
    [InlineData("\"password failed\"", false)]
    [InlineData("\"failed password\"", true)]
    [InlineData("pass", false)]
    [InlineData("pass*", true)]
    [InlineData("word", false)]
    [InlineData("10.0.0.7", true)]
    [InlineData("10.0.0", true)]
    [InlineData("0.0.70", false)]
    [InlineData("user=anna", true)]
    [InlineData("failed -anna", false)]
    [InlineData("failed -bert", true)]
    [InlineData("-\"failed password\"", false)]
    [InlineData("\"\" - *", false)]
    [InlineData("\"", true)]
    [InlineData("grün*", true)]
    public void A_query_matches_words_phrases_and_beginnings(string query, bool matches) =>
        Assert.Equal(matches, new LogQuery(query).Matches("sshd: Failed password for user=anna from 10.0.0.7, größe GRÜNER"));

    private static LogLine Line(Random random, string text) => new(
        random.NextInt64(-1L << 45, 1L << 45), random.Next(-2, 5), (LogSeverity)random.Next(8), (LogMarks)random.Next(1 << 13), text, random.NextInt64());
}
