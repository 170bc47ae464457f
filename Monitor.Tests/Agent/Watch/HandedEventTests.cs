using Monitor.Agent.Watch.Handed;

namespace Monitor.Tests.Agent.Watch;

public sealed class HandedEventTests : IDisposable
{
    private static readonly DateTimeOffset At = TimeProvider.System.GetUtcNow();
    private readonly WatchStand _stand = new();

    [Fact]
    public void What_is_handed_over_is_told_once_in_its_order_with_its_own_time()
    {
        Put(2, "note", "second");
        Put(1, "deploy", "first");
        _stand.TakeHanded();
        _stand.TakeHanded();
        Assert.Equal(["deploy first", "note second"], _stand.Events.Select(e => $"{e.Kind} {e.Text}"));
        Assert.Equal(At.AddMinutes(1).ToUnixTimeMilliseconds(), _stand.Events[0].T);
        Assert.Empty(Directory.GetFiles(_stand.Box));
    }

    [Fact]
    public void Fault_01_A_kill_between_the_record_and_the_file_tells_it_once()
    {
        Put(1, "deploy", "shop 4.2");
        var file = Directory.GetFiles(_stand.Box).Single();
        var content = File.ReadAllBytes(file);
        _stand.TakeHanded(delivers: false);
        File.WriteAllBytes(file, content);
        _stand.Restart();
        _stand.TakeHanded();
        Assert.Single(_stand.Events);
        Assert.Empty(Directory.GetFiles(_stand.Box));
    }

    [Fact]
    public void While_the_disk_takes_nothing_it_waits_in_its_file_also_over_a_restart()
    {
        _stand.Flush = static () => throw new IOException("No space left on device");
        Put(1, "deploy", "shop 4.2");
        _stand.TakeHanded();
        Assert.Empty(_stand.Events);
        _stand.Restart();
        _stand.Flush = static () => { };
        _stand.TakeHanded();
        Assert.Single(_stand.Events);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("""{"t":1,"kind":"agent.started","text":"x"}""")]
    [InlineData("""{"t":1,"kind":"deploy","text":null}""")]
    [InlineData("""{"t":9223372036854775807,"kind":"deploy","text":"x"}""")]
    [InlineData("""{"t":1,"kind":"deploy","text":"\u202e\n"}""")]
    public void What_is_no_event_is_deleted_and_said_and_holds_up_no_other(string content)
    {
        File.WriteAllText(Path.Combine(_stand.Box, "0.json"), content);
        Directory.CreateDirectory(Path.Combine(_stand.Box, "1.json"));
        Put(1, "deploy", "shop 4.2");
        _stand.TakeHanded();
        Assert.Equal(["shop 4.2"], _stand.Texts);
        Assert.False(File.Exists(Path.Combine(_stand.Box, "0.json")));
        Assert.Contains("0.json in", _stand.LogText, StringComparison.Ordinal);
    }

    public void Dispose() => _stand.Dispose();

    private void Put(int minutes, string kind, string text) => EventBox.Put(_stand.OwnFolder, HandedEvent.TryMake(At.AddMinutes(minutes), kind, text)!);
}
