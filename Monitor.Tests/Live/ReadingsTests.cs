using Monitor.Web.Live;

namespace Monitor.Tests.Live;

public sealed class ReadingsTests
{
    private readonly Readings _readings = new();
    private readonly List<TaskCompletionSource> _doors = [];
    private int _data = 1;
    private int _shown;

    [Fact]
    public async Task A_reading_that_is_overtaken_reads_again_and_what_is_shown_is_the_newest()
    {
        var early = _readings.RunAsync(ReadAsync);
        _data = 2;
        var late = _readings.RunAsync(ReadAsync);
        _doors[1].SetResult();
        await late;
        Assert.Equal(2, _shown);

        _doors[0].SetResult();
        Assert.False(early.IsCompleted);
        _doors[2].SetResult();
        await early;
        Assert.Equal((2, 3), (_shown, _doors.Count));
    }

    [Fact]
    public async Task Readings_that_end_in_their_order_are_one_each()
    {
        var first = _readings.RunAsync(ReadAsync);
        var second = _readings.RunAsync(ReadAsync);
        _doors[0].SetResult();
        await first;
        _doors[1].SetResult();
        await second;
        await EndedAsync();
        Assert.Equal(3, _doors.Count);
    }

    [Fact]
    public async Task One_that_fails_keeps_no_other_from_what_it_shows()
    {
        var failing = _readings.RunAsync(ReadAsync);
        _data = 2;
        var good = _readings.RunAsync(ReadAsync);
        _doors[0].SetException(new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => failing);
        _doors[1].SetResult();
        await good;
        Assert.Equal((2, 2), (_shown, _doors.Count));
    }

    [Fact]
    public async Task One_that_always_asks_for_another_comes_to_an_end()
    {
        var asked = 0;
        await _readings.RunAsync(async () =>
        {
            asked++;
            await _readings.RunAsync(() => Task.CompletedTask);
        });
        Assert.Equal(3, asked);
    }

    private async Task EndedAsync()
    {
        var reading = _readings.RunAsync(ReadAsync);
        _doors[^1].SetResult();
        await reading;
    }

    private async Task ReadAsync()
    {
        var (data, door) = (_data, new TaskCompletionSource());
        _doors.Add(door);
        await door.Task;
        _shown = data;
    }
}
