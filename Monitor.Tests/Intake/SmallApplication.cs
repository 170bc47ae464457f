using Monitor.Tests.Support;

namespace Monitor.Tests.Intake;

/// <summary>An application of a test's own, for settings or a clock that the others must not see.</summary>
internal sealed class SmallApplication(TimeProvider? clock, params (string Key, string Value)[] settings) : IAsyncDisposable
{
    public TestApplication Application { get; } = new(clock, settings);

    public Task StartAsync() => Application.InitializeAsync();

    public async ValueTask DisposeAsync() => await Application.DisposeAsync();
}
