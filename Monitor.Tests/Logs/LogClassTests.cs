using Monitor.Domain.Logs;

namespace Monitor.Tests.Logs;

public sealed class LogClassTests
{
    [Theory]
    [InlineData(LogSourceKind.File, "/var/log/auth.log", null, LogRetention.Security)]
    [InlineData(LogSourceKind.File, "/var/log/auth.log.1", null, LogRetention.Security)]
    [InlineData(LogSourceKind.File, "/var/log/audit/audit.log", null, LogRetention.Security)]
    [InlineData(LogSourceKind.File, "/var/log/secure-20261128", null, LogRetention.Security)]
    [InlineData(LogSourceKind.File, "/var/log/secured.log", null, LogRetention.Plain)]
    [InlineData(LogSourceKind.File, "/var/log/syslog", null, LogRetention.Plain)]
    [InlineData(LogSourceKind.Journal, "ssh.service", null, LogRetention.Security)]
    [InlineData(LogSourceKind.Journal, "ssh@3-10.0.0.1:22.service", null, LogRetention.Security)]
    [InlineData(LogSourceKind.Journal, "sudo", null, LogRetention.Security)]
    [InlineData(LogSourceKind.Journal, "nginx.service", null, LogRetention.Plain)]
    [InlineData(LogSourceKind.Syslog, "any", 4, LogRetention.Security)]
    [InlineData(LogSourceKind.Syslog, "any", 10, LogRetention.Security)]
    [InlineData(LogSourceKind.Syslog, "any", 13, LogRetention.Security)]
    [InlineData(LogSourceKind.Syslog, "any", 1, LogRetention.Plain)]
    public void What_tells_of_security_is_kept_longer(LogSourceKind kind, string name, int? facility, LogRetention expected) =>
        Assert.Equal(expected, LogClass.Of(kind, name, facility));
}
