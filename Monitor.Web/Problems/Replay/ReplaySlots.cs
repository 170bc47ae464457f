namespace Monitor.Web.Problems.Replay;

/// <summary>A replay may take a core for seconds. So few run at once that judging goes on beside them.</summary>
public sealed class ReplaySlots : IDisposable
{
    public const int Most = 2;

    private readonly SemaphoreSlim _free = new(Most);

    /// <summary>Null: all are taken. To be disposed of when the replay is done.</summary>
    public IDisposable? Take() => _free.Wait(0) ? new Slot(_free) : null;

    public void Dispose() => _free.Dispose();

    private sealed class Slot(SemaphoreSlim free) : IDisposable
    {
        private bool _isGiven;

        public void Dispose()
        {
            if (!_isGiven)
            {
                _isGiven = true;
                free.Release();
            }
        }
    }
}
