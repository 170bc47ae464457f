namespace Monitor.Web.Live;

/// <summary>
/// How long a screen lives, as a token that stays readable after its end: a reader may leave while the page is still being loaded, and what then goes on
/// for a moment must find a cancelled token and not a disposed source.
/// </summary>
public sealed class ScreenLife : IDisposable
{
    private readonly CancellationTokenSource _source = new();

    public ScreenLife() => Token = _source.Token;

    public CancellationToken Token { get; }

    public void Dispose()
    {
        _source.Cancel();
        _source.Dispose();
    }
}
