namespace Monitor.Web.Hosting;

/// <summary>Starts the embedded PostgreSQL again when it died under the running application.</summary>
internal sealed class PostgresKeeper(EmbeddedPostgres postgres, HealthBoard board, TimeProvider time, ILogger<PostgresKeeper> logger)
    : SupervisedLoop(board, time, logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly TimeProvider _time = time;
    private readonly ILogger _logger = logger;

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Pause, _time, cancellationToken);
            if (postgres.ProcessId is null)
            {
                _logger.LogError("The embedded PostgreSQL is gone; it is started again");
                await postgres.EnsureRunningAsync(cancellationToken);
                _logger.LogInformation("The embedded PostgreSQL runs again");
            }
        }
    }
}
