using Monitor.Agent.Local;

namespace Monitor.Agent.Delivery;

/// <summary>
/// Sends what is in the spool until the server has it. The newest record goes first, so that screens stay live while a backlog drains behind it, oldest
/// first and at a capped rate.
/// </summary>
internal sealed class Sender(Spool spool, BatchPost post, DeadLetters deadLetters, SenderOptions options, TimeProvider clock, AgentLog log)
{
    /// <summary>A tick that was measured and on its way within that came when ticks are taken; any other says nothing about that.</summary>
    private static readonly TimeSpan Prompt = TimeSpan.FromMilliseconds(20);

    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly Backoff _backoff = new(options.FirstRetry, options.MostRetry, options.Random);
    private readonly Stack<IReadOnlyList<SpoolEntry>> _parts = new();
    private SpoolEntry? _live;
    private long _begunAt;
    private TimeSpan _pause;
    private long? _drainedAt;
    private bool _isFailing;

    public DateTimeOffset? LastAnswer { get; private set; }

    public int LastStatus { get; private set; }

    public string? LastProblem { get; private set; }

    /// <summary>Takes by how many milliseconds the server wants ticks later, as the answer to one that was sent at once says.</summary>
    public Action<int>? Moved { get; set; }

    /// <summary>A record that has just been spooled: it goes next, unless a newer one overtakes it.</summary>
    /// <param name="entry">The record.</param>
    /// <param name="begunAt">When it began to be measured, by the clock's timestamp; now without it.</param>
    public void Offer(SpoolEntry entry, long? begunAt = null)
    {
        Volatile.Write(ref _begunAt, begunAt ?? clock.GetTimestamp());
        Volatile.Write(ref _live, entry);
        Wake();
    }

    /// <summary>Something was spooled that has its turn when it is the oldest.</summary>
    public void Notice() => Wake();

    /// <param name="stopping">Ends the waiting; what is left is then sent without pauses.</param>
    /// <param name="giveUp">Ends the sending too.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken giveUp)
    {
        try
        {
            while (!stopping.IsCancellationRequested && !giveUp.IsCancellationRequested)
            {
                if (_pause > TimeSpan.Zero)
                {
                    await Task.Delay(_pause, clock, stopping);
                    _pause = TimeSpan.Zero;
                }

                if (!await TrySendNextAsync(giveUp))
                {
                    await WaitAsync(stopping);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested || giveUp.IsCancellationRequested)
        {
            // The stop found it waiting, or sending.
        }

        await SendRestAsync(giveUp);
    }

    /// <summary>Whatever goes wrong with one batch, the next try comes, after a pause.</summary>
    private async Task<bool> TrySendNextAsync(CancellationToken giveUp)
    {
        try
        {
            return await SendNextAsync(giveUp);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !giveUp.IsCancellationRequested)
        {
            log.Warn("send", "Sending failed in a way that it should not; everything is kept and sent later", exception);
            LastProblem = exception.Message;
            _isFailing = true;
            _pause = _backoff.Next(null);
            return true;
        }
    }

    /// <summary>False when there is nothing to send now.</summary>
    internal async Task<bool> SendNextAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _live, null) is { } live)
        {
            var isPrompt = clock.GetElapsedTime(Volatile.Read(ref _begunAt)) < Prompt;
            var shift = await SendAllAsync([live], cancellationToken);
            if (isPrompt && shift != 0)
            {
                Moved?.Invoke(shift);
            }

            return true;
        }

        if (DrainWait() > TimeSpan.Zero || spool.Pending == 0)
        {
            return false;
        }

        var oldest = spool.ReadOldest(options.DrainRecords, options.DrainBytes);
        if (oldest.Count == 0)
        {
            return false;
        }

        await SendAllAsync(oldest, cancellationToken);
        _drainedAt = clock.GetTimestamp();
        return true;
    }

    /// <summary>Sends a group; one that is too large, or has something bad in it, is halved until the bad one is found. Returns what the last answer says of when to come.</summary>
    private async Task<int> SendAllAsync(IReadOnlyList<SpoolEntry> entries, CancellationToken cancellationToken)
    {
        var shift = 0;
        _parts.Clear();
        _parts.Push(entries);
        while (_parts.TryPop(out var part))
        {
            var outcome = await post.SendAsync(part, cancellationToken);
            Note(outcome);
            shift = outcome.Shift;
            switch (outcome.Verdict)
            {
                case Verdict.Accepted:
                    spool.Acknowledge(part);
                    break;
                case Verdict.Invalid or Verdict.TooLarge when part.Count > 1:
                    _parts.Push([.. part.Skip(part.Count / 2)]);
                    _parts.Push([.. part.Take(part.Count / 2)]);
                    break;
                case Verdict.Invalid or Verdict.TooLarge:
                    deadLetters.Add(part[0].Seq, outcome.Problem ?? outcome.Verdict.ToString(), post.Text);
                    log.Warn("dead-letter", $"Batch {part[0].Seq} was put aside in the dead-letter folder, because the server never takes it: {outcome.Problem}");
                    spool.Acknowledge(part);
                    break;
                case Verdict.Retry:
                    _pause = _backoff.Next(outcome.RetryAfter);
                    return 0;
                default:
                    _pause = options.SlowRetry * (0.5 + (options.Random() / 2));
                    return 0;
            }
        }

        return shift;
    }

    private void Note(PostOutcome outcome)
    {
        LastStatus = outcome.Status;
        LastProblem = outcome.Problem;
        if (outcome.Status != 0)
        {
            LastAnswer = clock.GetUtcNow();
        }

        if (outcome.Verdict == Verdict.Accepted)
        {
            _backoff.Reset();
            if (_isFailing)
            {
                log.Info($"The server takes batches again; {spool.Pending} wait in the spool");
            }
        }
        else if (outcome.Verdict is not (Verdict.Invalid or Verdict.TooLarge))
        {
            log.Warn("send." + outcome.Status, Words(outcome));
        }

        _isFailing = outcome.Verdict is Verdict.Retry or Verdict.Refused or Verdict.Misconfigured;
    }

    private static string Words(PostOutcome outcome) => outcome.Verdict switch
    {
        Verdict.Refused => $"The server refuses this agent's key; everything is kept. Give it a new one with 'agent token', or enrol again. {outcome.Problem}",
        Verdict.Misconfigured => $"The server's address answers, but does not take batches; everything is kept. Check the address and the versions. {outcome.Problem}",
        _ => $"The server cannot be reached; everything is kept and sent later. {outcome.Problem}",
    };

    private TimeSpan DrainWait() =>
        _drainedAt is { } at ? options.DrainPause - clock.GetElapsedTime(at) : TimeSpan.Zero;

    /// <summary>Until a new record comes or, where a backlog waits, until its next batch is due.</summary>
    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (spool.Pending == 0)
        {
            await _wake.WaitAsync(cancellationToken);
            return;
        }

        var wait = DrainWait() is { Ticks: > 0 } rest ? rest : options.DrainPause;
        using var wake = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(Task.Delay(wait, clock, wake.Token), _wake.WaitAsync(wake.Token));
        await wake.CancelAsync();
    }

    private async Task SendRestAsync(CancellationToken giveUp)
    {
        try
        {
            _drainedAt = null;
            _pause = TimeSpan.Zero;
            while (_pause == TimeSpan.Zero && await TrySendNextAsync(giveUp))
            {
                _drainedAt = null;
            }
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
        {
            log.Info("There was no time to send everything; the rest waits in the spool");
        }
    }

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }
}
