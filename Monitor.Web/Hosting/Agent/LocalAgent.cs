namespace Monitor.Web.Hosting;

/// <summary>
/// Keeps one agent running for the machine itself. It begins after the server listens and is the first thing to stop, while the server still takes what the
/// agent has left.
/// </summary>
public sealed class LocalAgent(
    IServiceProvider services, IConfiguration configuration, DataFolder data, ServerAddress address, ServerCertificate certificate,
    HealthBoard board, TimeProvider time, ILogger<LocalAgent> logger) : IHostedLifecycleService
{
    private const string OnBoard = "local agent";
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private AgentProcess? _process;

    /// <summary>The machine's host, once it is enrolled.</summary>
    public int? HostId { get; private set; }

    /// <summary>Null while it does not run.</summary>
    public int? ProcessId => _process?.Id;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var enrol = services.GetService<EnrolLocalHost>();
        if (configuration.GetValue("Agent:Enabled", true) && enrol is not null)
        {
            _running = Task.Run(() => KeepAsync(enrol), cancellationToken);
        }

        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running;
    }

    private async Task KeepAsync(EnrolLocalHost enrol)
    {
        for (var wait = TimeSpan.FromSeconds(1); !_stopping.IsCancellationRequested;)
        {
            var started = time.GetTimestamp();
            try
            {
                await RunOnceAsync(enrol);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                board.Degraded(OnBoard, $"cannot be started ({e.GetType().Name})");
                logger.LogError(e, "The machine's own agent cannot be started");
            }

            wait = time.GetElapsedTime(started) > LongestWait ? TimeSpan.FromSeconds(1) : wait;
            await Task.Delay(wait * (0.5 + Random.Shared.NextDouble()), time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }
    }

    private async Task RunOnceAsync(EnrolLocalHost enrol)
    {
        var program = AgentProgram.Locate() ?? throw new FileNotFoundException("The agent was not built; ./monitor up builds it.");
        var folder = data.In("agent");
        HostId = await LocalAgentSettings.PrepareAsync(folder, address.Local!, certificate.Pin, enrol, _stopping.Token);
        if (HostId is null)
        {
            logger.LogInformation("This machine's host was retired: it is not watched");
            await _stopping.CancelAsync();
            return;
        }

        using var process = AgentProcess.Start(program, folder, line => logger.LogInformation("Agent: {Line}", line));
        _process = process;
        board.Good(OnBoard);
        logger.LogInformation("The machine's own agent runs as process {ProcessId}", process.Id);
        try
        {
            var exitCode = await process.WaitAsync(_stopping.Token);
            board.Degraded(OnBoard, $"ended with code {exitCode} and is started again");
            logger.LogWarning("The machine's own agent ended with code {ExitCode} and is started again", exitCode);
        }
        finally
        {
            _process = null;
            await process.StopAsync(TimeSpan.FromSeconds(6));
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
