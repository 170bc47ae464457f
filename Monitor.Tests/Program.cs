namespace Monitor.Tests;

/// <summary>Runs the benches (./monitor bench NAME); the test runner brings its own entry point.</summary>
internal static class BenchProgram
{
    private static int Main() => 0;
}
