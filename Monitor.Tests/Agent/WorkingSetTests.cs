using Monitor.Agent.Running;


namespace Monitor.Tests.Agent;

public sealed class WorkingSetTests
{
    [Fact]
    public void Only_unwritten_pages_of_files_are_given_back()
    {
        Assert.True(WorkingSet.TryParseFileMapping("7f0000001000-7f0000003000 r-xp 00001000 fe:00 1234   /opt/agent", out var start, out var length));
        Assert.Equal((0x7f0000001000u, 0x2000u), ((ulong)start, (ulong)length));
        Assert.False(WorkingSet.TryParseFileMapping("7f0000001000-7f0000003000 rw-p 00001000 fe:00 1234   /opt/agent", out _, out _));
        Assert.False(WorkingSet.TryParseFileMapping("7f0000001000-7f0000003000 r-xs 00000000 00:01 12  /memfd:doublemapper (deleted)", out _, out _));
        Assert.False(WorkingSet.TryParseFileMapping("7f0000001000-7f0000003000 r--p 00000000 00:00 0  [heap]", out _, out _));
        Assert.False(WorkingSet.TryParseFileMapping("7f0000001000-7f0000003000 r--p 00000000 00:00 0", out _, out _));
        Assert.False(WorkingSet.TryParseFileMapping("", out _, out _));
    }
}
