namespace Monitor.Tests.Support;

/// <summary><c>./monitor test --long</c>: the same tests with as many rounds as a whole night would have.</summary>
internal static class LongRun
{
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("MONITOR_TEST_LONG") == "1";

    public static int Rounds(int usual, int many) => IsOn ? many : usual;
}
