using Monitor.Web.Access;
using Monitor.Web.Hosting;

namespace Monitor.Web.Problems.Suppression;

/// <summary>The preview of what is being typed: looked up once the typing pauses, and only the last one counts.</summary>
internal sealed class MatchWatch(MatchFinder finder, TimeProvider time, bool isOfHosts) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private CancellationTokenSource _last = new();

    public MatchPreview? Preview { get; private set; }

    /// <summary>False when somebody typed on meanwhile: there is nothing new to draw.</summary>
    public async Task<bool> LookAsync(Func<Task<Actor>> actor, string matchers, bool atOnce, CancellationToken cancellationToken)
    {
        await _last.CancelAsync();
        _last.Dispose();
        _last = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var token = _last.Token;
        try
        {
            if (!atOnce)
            {
                await Task.Delay(Pause, time, token);
            }

            Preview = string.IsNullOrWhiteSpace(matchers) ? null : await finder.FindAsync(await actor(), matchers, isOfHosts, token);
            return !token.IsCancellationRequested;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (AccessRefusedException refused)
        {
            Preview = new MatchPreview(0, [], 0, []) { Error = refused.Message };
            return true;
        }
        catch (Exception failure) when (DatabaseOutage.Is(failure))
        {
            Preview = new MatchPreview(0, [], 0, []) { Error = "The database does not answer. What it fits is shown when you type on." };
            return true;
        }
    }

    public void Dispose() => _last.Dispose();
}
