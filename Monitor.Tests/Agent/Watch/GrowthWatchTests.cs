using Monitor.Agent.Watch.Growth;
using Monitor.Domain.Wire;

namespace Monitor.Tests.Agent.Watch;

/// <summary>The look for growing files, over a real tree of files.</summary>
public sealed class GrowthWatchTests : IDisposable
{
    private readonly WatchStand _stand = new();

    [Fact]
    public void While_no_mount_fills_up_there_is_no_walk()
    {
        for (var i = 0; i < 300; i++)
        {
            // It breathes, and grows in a day by what is much only in two hours.
            _stand.UsedBytes += i % 2 == 0 ? 400_000 : -390_000;
            _stand.Write(100_000, "app.log");
            _stand.Grow(5);
        }

        Assert.Equal((0, 0), (_stand.Walks, _stand.Events.Count));
    }

    [Fact]
    public void A_new_file_is_told_with_what_it_and_the_mount_grew_by()
    {
        _stand.Grow(0);
        _stand.Grow(5);
        _stand.Write(1_600_000, "log", "app.log");
        _stand.UsedBytes += 2e6;
        _stand.Grow(20);
        var told = Assert.Single(_stand.Events);
        Assert.Equal(("files.growing", $"{_stand.Root} grew by 2 MB in 20 min:\n{_stand.In("log", "app.log")} by 1.6 MB"), (told.Kind, told.Text));
    }

    [Fact]
    public void A_file_that_was_there_is_told_as_written_to_and_three_minutes_later_with_its_growth_and_then_ever_more_seldom()
    {
        _stand.Write(3_000_000, "db", "data");
        _stand.Write(200_000, "db", "quiet");
        _stand.Clock.Ahead = TimeSpan.FromHours(1);
        _stand.Grow(0);
        foreach (var minutes in new[] { 1, 1, 2, 5, 5 })
        {
            Grow(1.2e6, minutes);
        }

        foreach (var _ in Enumerable.Range(0, 60))
        {
            Grow(6e4, 1);
        }

        var name = _stand.In("db", "data");
        Assert.Equal(
            [
                $"{_stand.Root} grew by 1.2 MB in 1 min:\n{name} is 4.2 MB and is written to", $"{_stand.Root} grew by 2.4 MB in 3 min:\n{name} by 2.4 MB",
                $"{_stand.Root} grew by 2.4 MB in 10 min:\n{name} by 2.4 MB", $"{_stand.Root} grew by 1.2 MB in 20 min:\n{name} by 1.2 MB", $"{_stand.Root} grew by 2.4 MB in 40 min:\n{name} by 2.4 MB",
            ],
            _stand.Texts);

        void Grow(double bytes, double minutes)
        {
            _stand.UsedBytes += bytes;
            _stand.Write((int)bytes, "db", "data");
            File.SetLastWriteTimeUtc(_stand.In("db", "data"), _stand.Clock.GetUtcNow().UtcDateTime);
            _stand.Grow(minutes);
        }
    }

    [Fact]
    public void A_walk_ends_as_soon_as_most_is_explained_and_folders_that_changed_come_first()
    {
        foreach (var i in Enumerable.Range(0, 50))
        {
            _stand.Write(100, $"old{i}", "x");
            Directory.SetLastWriteTimeUtc(_stand.In($"old{i}"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        _stand.Options = _stand.Options with { SliceEntries = 1, Pause = TimeSpan.FromTicks(1), LongestPause = TimeSpan.FromTicks(1) };
        _stand.Grow(0);
        _stand.Write(1_900_000, "new", "app.log");
        _stand.UsedBytes += 2e6;
        var steps = _stand.Grow(1);
        Assert.Equal($"{_stand.Root} grew by 2 MB in 1 min:\n{_stand.In("new", "app.log")} by 1.9 MB", Assert.Single(_stand.Texts));
        Assert.InRange(steps, 52, 60);
    }

    [Fact]
    public void Many_small_files_are_told_by_the_folder_that_they_come_into()
    {
        _stand.Grow(0);
        for (var i = 0; i < 40; i++)
        {
            _stand.Write(40_960, "mail", "new", $"{i}");
            _stand.Write(20_480, "cache", $"{i % 20:x2}", $"{i}");
            _stand.Write(100, "etc", $"{i}");
        }

        _stand.UsedBytes += 3e6;
        _stand.Grow(1);
        var growth = FileGrowth.Read(Assert.Single(_stand.Texts))!;
        Assert.Equal([(_stand.In("mail", "new"), 40, 1.6e6), (_stand.In("cache"), 40, 819_200)], growth.Paths.Select(p => (p.Path, p.Files, p.Bytes)));
    }

    [Fact]
    public void Names_that_try_to_be_more_than_a_name_stay_one_line_each_and_say_nothing_else()
    {
        _stand.Grow(0);
        string[] names = ["a\n/etc/shadow by 9 GB", "<script>alert(1)</script>", "\u202egpj.exe\u0007", "x by 9 GB in 5 files", "y is 9 GB and is written to", " grew by 9 GB in 1 min:", ";"];
        foreach (var name in names)
        {
            _stand.Write(300_000, name);
        }

        _stand.Write(300_000, [.. Enumerable.Repeat(new string('d', 240), 15), "far"]);
        _stand.UsedBytes += 3e6;
        _stand.Grow(1);
        var text = Assert.Single(_stand.Texts);
        Assert.True(text.Length <= 2000);
        Assert.DoesNotContain(text, c => char.IsControl(c) && c != '\n');
        Assert.DoesNotContain('\u202e', text);
        var growth = FileGrowth.Read(text)!;
        Assert.Equal(8, growth.Paths.Count);
        Assert.All(growth.Paths, p => Assert.Equal((true, 0, false), (p.Bytes is > 2e5 and < 4e5, p.Files, p.IsVague)));
        Assert.Contains(growth.Paths, p => p.Path == _stand.In("a /etc/shadow by 9 GB"));
        Assert.Contains(growth.Paths, p => p.Path.Length == 150 && p.Path[^1] == '…');
    }

    [Fact]
    public void Links_are_not_followed_and_what_is_mounted_below_is_not_entered()
    {
        _stand.Write(500_000, "real", "big");
        _stand.Write(500_000, "other", "big");
        _stand.Closed.Add(_stand.In("other"));
        Directory.CreateSymbolicLink(_stand.In("real", "up"), _stand.Root);
        Directory.CreateSymbolicLink(_stand.In("real", "self"), _stand.In("real", "self"));
        File.CreateSymbolicLink(_stand.In("alias"), _stand.In("real", "big"));
        using var walk = Walk(since: 0);
        Assert.True(walk.Slice());
        Assert.Equal([_stand.In("real", "big")], walk.Found(1e6).Select(p => p.Path));
        // real, other and alias; big and two links.
        Assert.Equal(6, walk.Entries);
    }

    [Fact]
    public void A_file_and_a_folder_that_go_during_the_walk_are_left_out()
    {
        _stand.Options = _stand.Options with { SliceEntries = 1 };
        foreach (var i in Enumerable.Range(0, 20))
        {
            _stand.Write(100_000, $"{i}", "big");
        }

        using var walk = Walk(since: 0);
        for (var i = 0; i < 25; i++)
        {
            Assert.False(walk.Slice());
        }

        Directory.Delete(_stand.Root, recursive: true);
        while (!walk.Slice())
        {
            // To the end.
        }

        Assert.InRange(walk.Found(1e6).Count, 1, 9);
    }

    [Fact]
    public void A_walk_ends_at_its_bounds_and_the_next_one_takes_nothing_for_new_that_it_may_not_have_seen()
    {
        foreach (var i in Enumerable.Range(0, 100))
        {
            _stand.Write(100_000, $"{i % 7}", $"{i}");
        }

        _stand.Options = _stand.Options with { MostEntries = 30 };
        using var cut = Walk(since: 0);
        Assert.True(cut.Slice());
        Assert.Equal((30, false, FileGrowth.MostPaths), (cut.Entries, cut.Sizes.IsWhole, cut.Found(1e7).Count));

        _stand.Options = _stand.Options with { MostEntries = 1000, MostFiles = 10 };
        using var full = Walk(since: 0, cut.Sizes);
        Assert.True(full.Slice());
        Assert.False(full.Sizes.IsWhole);

        _stand.Options = _stand.Options with { MostFiles = 1000, MostFolders = 3 };
        using var narrow = Walk(since: 0);
        Assert.True(narrow.Slice());
        Assert.True(narrow.Entries < 100, $"{narrow.Entries}");

        // All of them are old; they were written to, and by how much is not known.
        using var late = Walk(since: TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds(), full.Sizes);
        Assert.True(late.Slice());
        Assert.Empty(late.Found(1e7));
    }

    [Fact]
    public void A_file_under_two_names_counts_once()
    {
        _stand.Write(900_000, "one");
        WatchStand.Run("ln", _stand.In("one"), _stand.In("two"));
        using var walk = Walk(since: 0);
        Assert.True(walk.Slice());
        Assert.Single(walk.Found(9e5));
    }

    [Fact]
    public void Mounted_subvolumes_of_one_btrfs_are_walked_and_every_other_mount_is_closed()
    {
        (string Path, string Device)[] points = [("/", "0:30"), ("/var", "0:30"), ("/proc", "0:5"), ("/home", "8:1")];
        Assert.Equal(["/home", "/proc"], LocalMounts.Closed(new("/", "0:30", "btrfs"), points).Order());
        Assert.Equal(["/home", "/proc", "/var"], LocalMounts.Closed(new("/", "0:30", "ext4"), points).Order());
    }

    [Fact]
    public void The_mounts_of_this_machine_that_may_be_walked_have_a_size()
    {
        var mounts = LocalMounts.Read();
        Assert.NotEmpty(mounts);
        Assert.All(mounts, m => Assert.True(m.Use.TotalBytes > 0 && !m.Closed.Contains(m.Path), m.Path));
        Assert.DoesNotContain(mounts, m => m.Path is "/proc" or "/sys");
    }

    public void Dispose() => _stand.Dispose();

    private TreeWalk Walk(long since, FileSizes? before = null) => new(_stand.Mount, since, 64 << 10, before, _stand.Options, _stand.Clock);
}
