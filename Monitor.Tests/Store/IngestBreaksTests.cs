using Monitor.Tests.Support;
using Monitor.Web.Store;

namespace Monitor.Tests.Store;

public sealed class IngestBreaksTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly ManualTimeProvider _process = new();
    private readonly IngestBreaks _breaks;

    public IngestBreaksTests() => _breaks = new IngestBreaks(_time, _process);

    [Fact]
    public void Samples_could_come_in_since_the_start_until_they_are_refused_and_again_since_they_are_not()
    {
        var start = _time.GetUtcNow();
        Look(seconds: 30, isOpen: true);
        Assert.Equal(start, _breaks.OpenSince);
        Look(seconds: 60, isOpen: false);
        Assert.Equal(_time.GetUtcNow(), _breaks.OpenSince);
        var mended = _time.GetUtcNow();
        Look(seconds: 20, isOpen: true);
        Assert.Equal(mended, _breaks.OpenSince);
    }

    [Fact]
    public void Fault_54_A_process_that_stood_still_heard_nobody_also_before_it_looks_again()
    {
        Look(seconds: 30, isOpen: true);
        Pass(IngestBreaks.LongestPause);
        Assert.NotEqual(_time.GetUtcNow(), _breaks.OpenSince);
        Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(_time.GetUtcNow(), _breaks.OpenSince);
        _breaks.Look(isOpen: true);
        var after = _time.GetUtcNow();
        Look(seconds: 20, isOpen: true);
        Assert.Equal(after, _breaks.OpenSince);
    }

    private void Look(int seconds, bool isOpen)
    {
        for (var i = 0; i < seconds; i++)
        {
            Pass(TimeSpan.FromSeconds(1));
            _breaks.Look(isOpen);
        }
    }

    private void Pass(TimeSpan time)
    {
        _time.Advance(time);
        _process.Advance(time);
    }
}
