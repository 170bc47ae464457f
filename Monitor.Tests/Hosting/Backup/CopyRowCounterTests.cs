using Monitor.Web.Hosting;

namespace Monitor.Tests.Hosting.Backup;

public sealed class CopyRowCounterTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Rows_are_counted_in_pieces_of_any_size(int piece)
    {
        byte[] bytes =
        [
            .. "PGCOPY\n"u8, 0xff, 0x0d, 0x0a, 0, 0, 0, 0, 0, 0, 0, 0, 2, 9, 9, // an extension of two bytes
            0, 2, 0, 0, 0, 3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, // a value that looks like an end, and NULL
            0, 0, // a row without columns
            0, 1, 0, 0, 0, 0, // an empty value
            0xff, 0xff,
        ];
        var counter = new CopyRowCounter();
        for (var at = 0; at < bytes.Length; at += piece)
        {
            Assert.False(counter.IsComplete);
            counter.Add(bytes.AsSpan(at, Math.Min(piece, bytes.Length - at)));
        }

        Assert.Equal(3, counter.Rows);
        Assert.True(counter.IsComplete);
    }
}
