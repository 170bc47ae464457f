using Monitor.Web.Hosting;
using Monitor.Web.Live;
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

/// <summary>The database fails.</summary>
/// <param name="Since">The first failure.</param>
/// <param name="IsSilent">It does not even answer, so that nothing can be read either.</param>
public sealed record DatabaseAbsence(DateTimeOffset Since, bool IsSilent);

/// <summary>
/// The valve before the database. After a failure everything that agents bring is sent away at once, and one probe a second asks whether the database can
/// write again: it is not met by a storm while it comes back, and nobody waits for what cannot be. It also closes while the disk is nearly full.
/// </summary>
public sealed class IngestGate(Databases databases, FreeSpace space, IngestBreaks breaks, HealthBoard board, LiveFeed live, TimeProvider time, ILogger<IngestGate> logger)
    : SupervisedLoop(board, time, logger)
{
    private const string Part = "ingest";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SpacePause = TimeSpan.FromSeconds(5);
    private readonly HealthBoard _board = board;
    private readonly ILogger _logger = logger;
    private readonly TimeProvider _time = time;

    /// <summary>The process's own: a test that moves the product's clock still needs its database probed.</summary>
    private readonly TimeProvider _clock = TimeProvider.System;
    private long _spaceSeenAt;
    private volatile DatabaseAbsence? _absence;
    private volatile bool _isLow;
    private long _probes;

    public GateState State => _isLow ? GateState.DiskLow : _absence is not null ? GateState.DatabaseAway : GateState.Open;

    /// <summary>Null while the database takes samples. A change is announced as <see cref="LiveFeed.Database"/>.</summary>
    public DatabaseAbsence? Absence => _absence;

    /// <summary>How often a database that was away has been asked.</summary>
    public long Probes => Interlocked.Read(ref _probes);

    /// <summary>The database failed: nothing more goes there before it has answered.</summary>
    public void Trip()
    {
        breaks.Look(isOpen: false);
        if (_absence is null)
        {
            _absence = new DatabaseAbsence(_time.GetUtcNow(), IsSilent: false);
            _board.Degraded(Part, "The database does not take samples; agents keep theirs");
            live.Publish(LiveFeed.Database);
        }
    }

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pause, _clock);
        do
        {
            LookAtSpace();
            if (_absence is { } absence)
            {
                await LookAsync(absence, cancellationToken);
            }

            breaks.Look(State == GateState.Open);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async Task LookAsync(DatabaseAbsence absence, CancellationToken cancellationToken)
    {
        var (canWrite, isSilent) = await AskAsync(cancellationToken);
        if (canWrite)
        {
            // Sessions that it ended, or that began while it could not write: nobody should meet them, a reader of pages neither.
            databases.Ingest.Clear();
            databases.Ui.Clear();
            databases.History.Clear();
            databases.Jobs.Clear();
            _absence = null;
            _board.Good(Part);
            _logger.LogInformation("The database takes samples again");
            live.Publish(LiveFeed.Database);
        }
        else if (isSilent != absence.IsSilent)
        {
            _absence = absence with { IsSilent = isSilent };
            live.Publish(LiveFeed.Database);
        }
    }

    private async Task<(bool CanWrite, bool IsSilent)> AskAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _probes);
        try
        {
            databases.Health.Clear();
            await using var command = databases.Health.CreateCommand("SELECT current_setting('transaction_read_only') = 'off' AND NOT pg_is_in_recovery()");
            return (await command.ExecuteScalarAsync(cancellationToken) is true, false);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or InvalidOperationException)
        {
            // Full of connections is alive: who has one can read.
            return (false, failure is not PostgresException { SqlState: PostgresErrorCodes.TooManyConnections });
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
