using System.Text;
using Monitor.Agent.Delivery;
using Monitor.Tests.Support;

namespace Monitor.Tests.Agent.Delivery;

public sealed class SpoolTests : IDisposable
{
    private readonly AgentFolder _folder = new();
    private readonly ManualTimeProvider _clock = new();

    private string SpoolFolder => _folder.In("spool");

    [Fact]
    public void What_was_appended_is_found_again_after_a_restart_oldest_first_with_its_numbers()
    {
        long[] numbers;
        using (var spool = Open())
        {
            numbers = [Append(spool, "a").Seq, Append(spool, "b", alone: true).Seq, Append(spool, "c").Seq];
        }

        using var again = Open();
        Assert.Equal(3, again.Pending);
        Assert.Equal(["a", "b", "c"], Drain(again, out var found));
        Assert.Equal(numbers, found);
        Assert.Equal(0, again.Pending);
    }

    [Fact]
    public void A_record_that_counts_once_by_its_number_never_shares_a_batch()
    {
        using var spool = Open();
        Append(spool, "a");
        Append(spool, "b");
        Append(spool, "c", alone: true);
        Append(spool, "d");
        var sizes = new List<int>();
        while (spool.ReadOldest(100, 10_000) is { Count: > 0 } batch)
        {
            sizes.Add(batch.Count);
            spool.Acknowledge(batch);
        }

        Assert.Equal([2, 1, 1], sizes);
    }

    [Fact]
    public void Acknowledged_out_of_order_stays_acknowledged_after_a_restart()
    {
        using (var spool = Open())
        {
            Append(spool, "a");
            Append(spool, "b");
            spool.Acknowledge([Append(spool, "live")]);
        }

        using var again = Open();
        Assert.Equal(["a", "b"], Drain(again, out _));
    }

    [Fact]
    public void Fault_01_A_kill_at_any_byte_of_the_writing_loses_at_most_that_one_record()
    {
        var whole = WriteSegment("one", "two", "three");
        for (var length = 0; length <= whole.Length; length++)
        {
            Replant(whole.AsSpan(0, length));
            using var spool = Open();
            var complete = new[] { "one", "two", "three" }.TakeWhile((_, i) => End(whole, i) <= length).ToArray();
            Assert.Equal(complete, Drain(spool, out _));
            Assert.Equal(length == 0 || length == End(whole, complete.Length - 1) ? 0 : 1, spool.Damaged);
        }
    }

    [Fact]
    public void Fault_03_A_bit_that_flips_anywhere_costs_at_most_its_own_record_and_never_the_start()
    {
        var whole = WriteSegment("one", "two", "three", "four");
        for (var bit = 0; bit < whole.Length * 8; bit++)
        {
            var torn = whole.ToArray();
            torn[bit / 8] ^= (byte)(1 << (bit % 8));
            Replant(torn);
            using var spool = Open();
            var hit = Enumerable.Range(0, 4).First(i => bit / 8 < End(whole, i));
            var start = hit == 0 ? 0 : End(whole, hit - 1);
            var isState = (bit / 8) - start == SpoolRecord.StateOffset;
            var expected = new[] { "one", "two", "three", "four" }.Where((_, i) => i != hit || isState);
            Assert.Equal(expected, Drain(spool, out _));
            Assert.Equal(isState ? 0 : 1, spool.Damaged);
            Append(spool, "new");
            Assert.Equal(["new"], Drain(spool, out _));
        }
    }

    [Fact]
    public void Fault_03_Random_bytes_as_a_spool_are_set_aside_and_the_agent_starts()
    {
        var random = new Random(7);
        for (var round = 0; round < 100; round++)
        {
            var bytes = new byte[random.Next(1, 3000)];
            random.NextBytes(bytes);
            Replant(bytes);
            File.WriteAllBytes(Path.Combine(SpoolFolder, "cursor"), bytes.AsSpan(0, Math.Min(40, bytes.Length)).ToArray());
            using var spool = Open();
            Assert.Equal(1, spool.Damaged);
            Assert.Contains(spool.TakeNotices(), n => n.Kind == "agent.spool_damaged");
            Append(spool, "new");
            Assert.Equal(["new"], Drain(spool, out _));
        }
    }

    [Theory]
    [InlineData(1, 1_000_000)]
    [InlineData(1, 7)]
    [InlineData(99, 0)]
    [InlineData(99, 500)]
    public void Fault_04_A_cursor_that_points_where_there_is_no_record_sends_everything_again(int segment, long offset)
    {
        using (var spool = Open())
        {
            Append(spool, "a");
            Append(spool, "b");
        }

        var before = SpoolCursor.TryLoad(Path.Combine(SpoolFolder, "cursor"))!.Value;
        (before with { Segment = segment, Offset = offset }).Save(Path.Combine(SpoolFolder, "cursor"), static _ => { });
        using var again = Open();
        Assert.Equal(["a", "b"], Drain(again, out var numbers));
        Assert.True(again.NextSeq() > numbers.Max());
    }

    [Fact]
    public void A_lost_cursor_only_sends_again_and_numbers_still_grow()
    {
        long last;
        using (var spool = Open())
        {
            last = Append(spool, "a").Seq;
            spool.Acknowledge(spool.ReadOldest(10, 10_000));
            last = Math.Max(last, spool.NextSeq());
        }

        Directory.Delete(SpoolFolder, recursive: true);
        _clock.Advance(TimeSpan.FromSeconds(10));
        using var again = Open();
        Assert.True(again.NextSeq() > last);
    }

    [Fact]
    public void Numbers_do_not_come_again_where_many_were_used_since_the_cursor_was_lost()
    {
        var used = new HashSet<long>();
        using (var spool = Open())
        {
            // Many more than seconds go by: a busy journal that waited.
            for (var i = 0; i < 5000; i++)
            {
                Assert.True(used.Add(spool.NextSeq()));
                _clock.Advance(TimeSpan.FromMilliseconds(2));
            }
        }

        Directory.Delete(SpoolFolder, recursive: true);
        using var again = Open();
        for (var i = 0; i < 5000; i++)
        {
            Assert.True(used.Add(again.NextSeq()));
        }
    }

    [Fact]
    public void A_snapshot_that_is_put_back_uses_no_number_twice()
    {
        using (var spool = Open())
        {
            Append(spool, "before");
        }

        var snapshot = Directory.GetFiles(SpoolFolder).ToDictionary(f => f, File.ReadAllBytes);
        var used = new HashSet<long>();
        using (var spool = Open())
        {
            for (var i = 0; i < 100; i++)
            {
                _clock.Advance(TimeSpan.FromSeconds(2));
                used.Add(Append(spool, "event").Seq);
            }
        }

        Directory.Delete(SpoolFolder, recursive: true);
        Directory.CreateDirectory(SpoolFolder);
        foreach (var (path, bytes) in snapshot)
        {
            File.WriteAllBytes(path, bytes);
        }

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        using var back = Open();
        Assert.Equal(["before"], Drain(back, out _));
        Assert.True(used.Add(Append(back, "new").Seq));
    }

    [Fact]
    public void Fault_26_The_numbers_grow_over_restarts_though_the_clock_goes_back()
    {
        var last = 0L;
        for (var round = 0; round < 5; round++)
        {
            using var spool = Open();
            for (var i = 0; i < 100; i++)
            {
                var next = Append(spool, "x").Seq;
                Assert.True(next > last);
                last = next;
            }

            spool.Acknowledge(spool.ReadOldest(1000, 1_000_000));
            last = spool.NextSeq();
            _clock.StepWallClock(TimeSpan.FromDays(-30));
        }
    }

    [Fact]
    public void Fault_05_A_full_spool_drops_the_oldest_counts_them_and_says_so()
    {
        using var spool = Open(o => o with { MostBytes = 8 * 1024, SegmentBytes = 1024 });
        for (var i = 0; i < 500; i++)
        {
            Append(spool, $"record number {i:D5} of some length");
            Assert.InRange(spool.Bytes, 0, 8 * 1024);
        }

        var left = Drain(spool, out _);
        Assert.Equal(500, left.Count + spool.Dropped);
        Assert.Equal(Enumerable.Range((int)spool.Dropped, left.Count).Select(i => $"record number {i:D5} of some length"), left);
        Assert.True(spool.Dropped > 300);
        Assert.Contains(spool.TakeNotices(), n => n.Kind == "agent.spool_dropped" && n.Text.StartsWith($"{spool.Dropped} ", StringComparison.Ordinal));
        Assert.Empty(spool.TakeNotices());
    }

    [Fact]
    public void Fault_05_The_spool_gives_way_when_the_disk_falls_below_its_floor()
    {
        long free = 10_000_000_000;
        using var spool = Open(o => o with { SegmentBytes = 1024, DiskSpace = _ => (free, 100_000_000_000) });
        for (var i = 0; i < 100; i++)
        {
            Append(spool, $"record number {i:D5} of some length");
        }

        Assert.Equal(0, spool.Dropped);
        free = 1000;
        _clock.Advance(TimeSpan.FromMinutes(1));
        Append(spool, "last");
        Assert.InRange(spool.Bytes, 0, 2 * 1024);
        Assert.Equal("last", Drain(spool, out _)[^1]);
        Assert.True(spool.Dropped > 50);
    }

    [Fact]
    public void Fault_06_A_spool_that_cannot_be_written_lives_in_memory_bounded_and_says_so()
    {
        // A file stands where the folder should be: no right of root helps against that.
        File.WriteAllText(SpoolFolder, "");
        using var spool = Open(o => o with { MostMemoryBytes = 1000 });
        for (var i = 0; i < 100; i++)
        {
            Append(spool, $"record {i:D3}");
        }

        Assert.NotNull(spool.MemoryReason);
        Assert.InRange(spool.Bytes, 1, 1000);
        Assert.Contains(spool.TakeNotices(), n => n.Kind == "agent.spool_memory");
        var kept = spool.Pending;
        Assert.Equal(100, kept + spool.Dropped);

        File.Delete(SpoolFolder);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Append(spool, "on disk");
        Assert.Null(spool.MemoryReason);
        Assert.Contains(spool.TakeNotices(), n => n.Kind == "agent.spool_disk");
        Assert.Equal([.. Enumerable.Range(100 - kept, kept).Select(i => $"record {i:D3}"), "on disk"], Drain(spool, out _));
    }

    [Fact]
    public void Fault_06_A_failed_flush_is_never_taken_for_success()
    {
        var fails = false;
        using var spool = Open(o => o with { FlushToDisk = _ => { if (fails) { throw new IOException("Input/output error"); } } });
        Append(spool, "a");
        fails = true;
        Append(spool, "b");
        Assert.Equal("Input/output error", spool.MemoryReason);
        fails = false;
        _clock.Advance(TimeSpan.FromMinutes(1));
        Append(spool, "c");
        Assert.Null(spool.MemoryReason);
        Assert.Equal(["a", "b", "c"], Drain(spool, out _));
        Assert.Equal(2, Directory.GetFiles(SpoolFolder, "*.seg").Length + 1);
    }

    [Fact]
    public void A_segment_that_cannot_be_read_holds_up_no_other_and_is_given_up_in_the_end()
    {
        int waited;
        using (var spool = Open(o => o with { SegmentBytes = 1024 }))
        {
            for (var i = 0; i < 60; i++)
            {
                Append(spool, $"record number {i:D5} of some length");
            }

            waited = spool.Pending;
        }

        var segments = Directory.GetFiles(SpoolFolder, "*.seg").Order(StringComparer.Ordinal).ToList();
        Assert.InRange(segments.Count, 3, 10);
        using var again = Open(o => o with { SegmentBytes = 1024 });
        File.Delete(segments[1]);
        Directory.CreateDirectory(segments[1]);
        var drained = Drain(again, out _);
        Assert.Contains("record number 00059 of some length", drained);
        Assert.Null(again.MemoryReason);
        Assert.Equal(waited, drained.Count + again.Pending);
        Assert.InRange(again.Pending, 1, waited - 1);

        Directory.Delete(segments[1]);
        Append(again, "new");
        Assert.Equal(["new"], Drain(again, out _));
        for (var look = 0; look < 10; look++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            again.ReadOldest(1, 1);
        }

        Assert.Equal(0, again.Pending);
        Assert.Equal(waited, drained.Count + again.Dropped);
    }

    [Fact]
    public void A_segment_that_cannot_be_read_at_the_start_is_told_and_the_rest_is_on_disk()
    {
        using (var spool = Open())
        {
            Append(spool, "a");
        }

        var segment = Directory.GetFiles(SpoolFolder, "*.seg").Single();
        File.Delete(segment);
        File.CreateSymbolicLink(segment, segment);
        using var again = Open();
        Assert.Equal(1, again.Damaged);
        Append(again, "b");
        Assert.Null(again.MemoryReason);
        Assert.Equal(["b"], Drain(again, out _));
    }

    [Fact]
    public void Finished_segments_leave_the_disk()
    {
        using var spool = Open(o => o with { SegmentBytes = 1024 });
        for (var i = 0; i < 2000; i++)
        {
            spool.Acknowledge([Append(spool, $"record number {i:D5} of some length")]);
        }

        Assert.InRange(Directory.GetFiles(SpoolFolder, "*.seg").Length, 0, 1);
        Assert.Equal(0, spool.Pending);
    }

    public void Dispose() => _folder.Dispose();

    private Spool Open(Func<SpoolOptions, SpoolOptions>? change = null)
    {
        var options = new SpoolOptions { Folder = SpoolFolder, DiskSpace = static _ => (long.MaxValue / 2, long.MaxValue), FlushToDisk = static _ => { } };
        return new Spool(change is null ? options : change(options), _clock);
    }

    private byte[] WriteSegment(params string[] texts)
    {
        Replant([]);
        using (var spool = Open())
        {
            foreach (var text in texts)
            {
                Append(spool, text);
            }
        }

        return File.ReadAllBytes(Directory.GetFiles(SpoolFolder, "*.seg").OrderBy(f => f, StringComparer.Ordinal).Last());
    }

    private void Replant(ReadOnlySpan<byte> segment)
    {
        if (Directory.Exists(SpoolFolder))
        {
            Directory.Delete(SpoolFolder, recursive: true);
        }

        Directory.CreateDirectory(SpoolFolder);
        File.WriteAllBytes(Path.Combine(SpoolFolder, "00000001.seg"), segment.ToArray());
    }

    /// <summary>Where the record with this index ends; 0 for an index below the first.</summary>
    private static int End(ReadOnlySpan<byte> whole, int index)
    {
        var reader = new SpoolReader(whole);
        var end = 0;
        for (var i = 0; i <= index && reader.MoveNext(); i++)
        {
            end = reader.Offset + reader.Length;
        }

        return end;
    }

    private static SpoolEntry Append(Spool spool, string text, bool alone = false) => spool.Append(Encoding.UTF8.GetBytes(text), alone);

    private static List<string> Drain(Spool spool, out List<long> numbers)
    {
        var texts = new List<string>();
        numbers = [];
        while (spool.ReadOldest(100, 100_000) is { Count: > 0 } batch)
        {
            texts.AddRange(batch.Select(e => Encoding.UTF8.GetString(e.Payload.Span)));
            numbers.AddRange(batch.Select(e => e.Seq));
            spool.Acknowledge(batch);
        }

        return texts;
    }
}
