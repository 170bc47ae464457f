using Monitor.Web.Hosting;

namespace Monitor.Tests.Support;

internal static class TestBinaries
{
    /// <summary>MONITOR_TEST_PG_BIN names the bin folder of another PostgreSQL, such as Debian's.</summary>
    public static PostgresBinaries Locate() =>
        Environment.GetEnvironmentVariable("MONITOR_TEST_PG_BIN") is { Length: > 0 } bin
            ? new PostgresBinaries(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(bin))!)
            : PostgresBinaries.Locate(ProductHome.Path);
}
