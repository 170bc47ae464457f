using System.Text.Json;
using Monitor.Agent.Local;
using Monitor.Agent.Logs;
using Monitor.Agent.Watch.Configs;

namespace Monitor.Tests.Agent.Watch;

public sealed class ConfigWatchTests : IDisposable
{
    private readonly WatchStand _stand = new();

    public ConfigWatchTests() => _stand.Patterns = [_stand.In("*.conf"), _stand.In("sites", "*")];

    [Fact]
    public void The_first_look_is_silent_and_then_it_is_told_what_changed_appeared_and_is_gone()
    {
        Put("a.conf", "one");
        Put("b.conf", "one");
        Look();
        Assert.Empty(_stand.Events);
        Put("a.conf", "two");
        Put("sites/shop", "new");
        Put("other.txt", "not watched");
        File.Delete(_stand.In("b.conf"));
        Look();
        Look();
        Look();
        Assert.Equal(
            [("config.changed", $"{_stand.In("a.conf")} changed, {_stand.In("sites", "shop")} appeared"), ("config.changed", $"{_stand.In("b.conf")} is gone")],
            _stand.Events.Select(e => (e.Kind, e.Text)));
    }

    [Fact]
    public void A_file_that_is_written_anew_with_the_same_in_it_or_is_away_for_a_moment_is_not_told()
    {
        Put("a.conf", "one");
        Put("b.conf", "one");
        Look();
        Put("a.conf", "one");
        File.SetLastWriteTimeUtc(_stand.In("a.conf"), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        File.Delete(_stand.In("b.conf"));
        Look();
        Put("b.conf", "one");
        Look();
        Assert.Empty(_stand.Events);
    }

    [Fact]
    public void A_change_while_the_agent_was_away_is_told_once_and_a_new_pattern_is_learned_silently()
    {
        Put("a.conf", "one");
        Put("sites/shop", "one");
        Put("more/x", "one");
        _stand.Patterns = [_stand.In("*.conf")];
        Look();
        _stand.Restart();
        Put("a.conf", "two");
        _stand.Patterns = [_stand.In("*.conf"), _stand.In("sites", "*")];
        Look();
        _stand.Restart();
        _stand.Patterns = [_stand.In("more", "*")];
        Look();
        _stand.Restart();
        Look();
        Assert.Equal([$"{_stand.In("a.conf")} changed"], _stand.Texts);
    }

    [Fact]
    public void While_the_disk_takes_nothing_a_change_waits()
    {
        Put("a.conf", "one");
        Look();
        _stand.Flush = static () => throw new IOException("No space left on device");
        Put("a.conf", "two");
        Look();
        Assert.Empty(_stand.Events);
        _stand.Flush = static () => { };
        Look();
        Look();
        Assert.Equal([$"{_stand.In("a.conf")} changed"], _stand.Texts);
    }

    [Fact]
    public void Many_changes_are_one_event_with_ten_names_and_names_are_one_plain_line()
    {
        Look();
        Put("a\n<b>\u202e.conf", "x");
        foreach (var i in Enumerable.Range(0, 30))
        {
            Put($"sites/{i:00}{new string('n', 200)}", "x");
        }

        Look();
        var text = Assert.Single(_stand.Texts);
        Assert.StartsWith($"{_stand.In("a <b>.conf")} appeared, ", text, StringComparison.Ordinal);
        Assert.EndsWith(" and 21 more", text, StringComparison.Ordinal);
        Assert.True(text.Length < 2000);
    }

    [Fact]
    public void No_more_files_are_watched_than_the_most_and_one_that_gets_room_has_not_appeared()
    {
        foreach (var i in Enumerable.Range(0, ConfigLook.MostFiles + 5))
        {
            Put($"sites/{i:000}", "x");
        }

        Look();
        File.Delete(Watched()[0]);
        Look();
        Look();
        Assert.Empty(_stand.Events);
        Assert.Equal(ConfigLook.MostFiles, Watched().Count);
        var last = Watched()[^1];
        File.WriteAllText(last, "changed");
        Look();
        Assert.Equal([$"{last} changed"], _stand.Texts);

        List<string> Watched() => [.. JsonElement.Parse(File.ReadAllText(_stand.MarksFile)).GetProperty("files").EnumerateArray().Select(f => f.GetProperty("path").GetString()!)];
    }

    [Fact]
    public void A_pipe_is_not_opened_and_of_a_large_file_time_and_size_count()
    {
        WatchStand.Run("mkfifo", _stand.In("pipe.conf"));
        Put("large.conf", new string('x', (1 << 20) + 1));
        Look();
        Put("large.conf", new string('x', (1 << 20) + 2));
        Look();
        Assert.Equal([$"{_stand.In("large.conf")} changed"], _stand.Texts);
    }

    [Fact]
    public void What_is_remembered_holds_nothing_of_what_is_in_a_file()
    {
        Put("a.conf", "password=verysecret");
        Look();
        Put("a.conf", "password=evenmoresecret");
        Look();
        Assert.DoesNotContain("secret", string.Concat(_stand.Texts) + File.ReadAllText(_stand.MarksFile), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc/nginx/*.conf", "/etc/nginx/a.conf", true)]
    [InlineData("/etc/*/a.conf", "/etc/nginx/a.conf", true)]
    [InlineData("/etc/*.conf", "/etc/nginx/a.conf", false)]
    public void A_pattern_from_the_root_on_means_paths_of_as_many_parts(string pattern, string path, bool fits) => Assert.Equal(fits, FilePattern.Fits(pattern, path));

    [Theory]
    [InlineData("etc/nginx.conf")]
    [InlineData("/etc/")]
    [InlineData("/etc/**/x")]
    [InlineData(null)]
    public void A_pattern_that_is_no_path_from_the_root_on_is_refused_with_its_place(string? pattern) =>
        Assert.Contains("watch[1]", Assert.Throws<AgentProblemException>(() => ConfigLook.Check(["/etc/hosts", pattern!])).Message, StringComparison.Ordinal);

    [Fact]
    public void The_usual_patterns_are_ones_that_are_taken() => ConfigLook.Check(UsualConfigs.Patterns);

    public void Dispose() => _stand.Dispose();

    private void Look() => _stand.LookAtConfigs();

    private void Put(string name, string content)
    {
        var path = _stand.In(name.Split('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
