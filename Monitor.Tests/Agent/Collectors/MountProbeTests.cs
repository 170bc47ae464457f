using System.Text;
using Monitor.Agent.Collectors.Linux;

namespace Monitor.Tests.Agent.Collectors;

public sealed class MountProbeTests
{
    private static readonly FileSystemUse Some = new(4096, 100, 50, 40, 10, 5);

    [Fact]
    public void A_mount_that_hangs_is_missing_and_the_others_are_not()
    {
        using var release = new ManualResetEventSlim();
        using var probe = new MountProbe(
            path =>
            {
                if (Encoding.UTF8.GetString(path).StartsWith("/hung", StringComparison.Ordinal))
                {
                    release.Wait();
                }

                return Some;
            },
            TimeSpan.FromMilliseconds(200));
        var targets = new List<MountProbe.MountTarget> { new("/a"), new("/hung"), new("/b") };

        probe.Ask(targets);
        Assert.Null(targets[1].Use);
        probe.Ask(targets);
        Assert.Equal([Some, null, Some], targets.Select(t => t.Use));

        release.Set();
        SpinWait.SpinUntil(() => !targets[1].IsAsked, TimeSpan.FromSeconds(30));
        probe.Ask(targets);
        Assert.Equal([Some, Some, Some], targets.Select(t => t.Use));
    }

    [Fact]
    public void A_path_that_is_gone_is_missing()
    {
        using var probe = new MountProbe(Posix.FileSystem, TimeSpan.FromSeconds(30));
        var targets = new List<MountProbe.MountTarget> { new("/"), new("/no/such/place") };
        probe.Ask(targets);
        Assert.NotNull(targets[0].Use);
        Assert.Null(targets[1].Use);
    }
}
