using Monitor.Web.Hosting;
using Npgsql;

namespace Monitor.Web.Store;

public enum GateState
{
    Open,

    /// <summary>The database failed and has not answered a probe since.</summary>
    DatabaseAway,

    /// <summary>So little space is left on the database's disk that samples must not take it from tickets.</summary>
    DiskLow,
}

/// <summary>
/// The valve before the database. After a failure everything that agents bring is sent away at once, and one probe a second asks whether the database can
/// write again: it is not met by a storm while it comes back, and nobody waits for what cannot be. It also closes while the disk is nearly full.
/// </summary>
public sealed class IngestGate(Databases databases, FreeSpace space, HealthBoard board, TimeProvider time, ILogger<IngestGate> logger)
    : SupervisedLoop(board, time, logger)
{
    private const string Part = "ingest";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SpacePause = TimeSpan.FromSeconds(5);
    private readonly HealthBoard _board = board;
    private readonly ILogger _logger = logger;

    /// <summary>The process's own: a test that moves the product's clock still needs its database probed.</summary>
    private readonly TimeProvider _clock = TimeProvider.System;
    private long _spaceSeenAt;
    private volatile bool _isAway;
    private volatile bool _isLow;
    private long _probes;

    public GateState State => _isLow ? GateState.DiskLow : _isAway ? GateState.DatabaseAway : GateState.Open;

    /// <summary>How often a database that was away has been asked.</summary>
    public long Probes => Interlocked.Read(ref _probes);

    /// <summary>The database failed: nothing more goes there before it has answered.</summary>
    public void Trip()
    {
        if (!_isAway)
        {
            _isAway = true;
            _board.Degraded(Part, "The database does not take samples; agents keep theirs");
        }
    }

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pause, _clock);
        do
        {
            LookAtSpace();
            if (_isAway && await AnswersAsync(cancellationToken))
            {
                // Sessions that it ended, or that began while it could not write: nobody should meet them, a reader of pages neither.
                databases.Ingest.Clear();
                databases.Ui.Clear();
                databases.History.Clear();
                databases.Jobs.Clear();
                _isAway = false;
                _board.Good(Part);
                _logger.LogInformation("The database takes samples again");
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _probes);
        try
        {
            databases.Health.Clear();
            await using var command = databases.Health.CreateCommand("SELECT current_setting('transaction_read_only') = 'off' AND NOT pg_is_in_recovery()");
            return await command.ExecuteScalarAsync(cancellationToken) is true;
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or InvalidOperationException)
        {
            return false;
        }
    }

    private void LookAtSpace()
    {
        if (_spaceSeenAt != 0 && _clock.GetElapsedTime(_spaceSeenAt) < (_isLow ? Pause : SpacePause))
        {
            return;
        }

        _spaceSeenAt = _clock.GetTimestamp();
        var isLow = space.IsLow(_isLow);
        if (isLow && !_isLow)
        {
            _board.Degraded("disk", "The disk of the database is nearly full: samples are refused until there is room (Ingest:MinimumFreeBytes)");
            _logger.LogError("The disk of the database is nearly full: samples are refused until there is room");
        }
        else if (!isLow && _isLow)
        {
            _board.Good("disk");
            _logger.LogInformation("The disk of the database has room again");
        }

        _isLow = isLow;
    }
}
