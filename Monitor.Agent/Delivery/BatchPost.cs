using Monitor.Agent.Local;
using Monitor.Domain.Wire;

namespace Monitor.Agent.Delivery;

/// <summary>How the sending of one group of records ended.</summary>
/// <param name="Shift">By how many milliseconds the server wants ticks later; 0 too where it took more than one post.</param>
internal sealed record PostOutcome(Verdict Verdict, int Status, string? Problem, TimeSpan? RetryAfter, int Shift = 0);

/// <summary>What the server asks for in one answer.</summary>
/// <param name="ServerTime">Of the answer, in unix milliseconds by the server's clock.</param>
/// <param name="AskedAt">When the question was sent, by the agent's monotonic clock: the answer was written later than that.</param>
/// <param name="Key">The key that was used.</param>
internal sealed record CommandDelivery(IReadOnlyList<WireCommand> Commands, long ServerTime, long AskedAt, string Key);

/// <summary>
/// Sends one group of records as one batch: with the key that works, and once more under the same number, with the names, where the server lacks a
/// schema. A record alone keeps the number it was spooled with; a group gets a number of its own, which is safe because its samples count once by
/// their time.
/// </summary>
internal sealed class BatchPost(ServerClient client, Spool spool, SchemaStore schemas, AgentKeys keys, TickClock ticks, TimeProvider clock, AgentLog log)
    : IDisposable
{
    /// <summary>Takes what the server asks for.</summary>
    public Action<CommandDelivery>? Commanded { get; set; }

    private readonly BatchComposer _composer = new(schemas);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private string _key = "";
    private long _askedAt;
    private int _posts;

    /// <summary>The last batch in plain JSON.</summary>
    public ReadOnlySpan<byte> Text => _composer.Text;

    public async Task<PostOutcome> SendAsync(IReadOnlyList<SpoolEntry> entries, CancellationToken cancellationToken)
    {
        var seq = entries.Count == 1 ? entries[0].Seq : spool.NextSeq();
        _posts = 0;
        var result = await PostAsync(seq, entries, cancellationToken);
        if (result.Answer is { NeedSchema.Count: > 0 } asking)
        {
            _known.ExceptWith(asking.NeedSchema);
            if (asking.NeedSchema.Any(id => schemas.Find(id) is null))
            {
                return new PostOutcome(Verdict.Invalid, result.Status, "The server asks for the names of a schema that this agent no longer has", null);
            }

            result = await PostAsync(seq, entries, cancellationToken);
        }

        return Judge(result, entries.Count);
    }

    public void Dispose() => _composer.Dispose();

    private PostOutcome Judge(PostResult result, int records)
    {
        var verdict = StatusContract.Of(result.Status);
        if (verdict == Verdict.Accepted && result.Answer is { NeedSchema.Count: > 0 } && records > 1)
        {
            return new PostOutcome(Verdict.TooLarge, result.Status, "The server does not keep so many schemas at once", null);
        }

        if (verdict == Verdict.Accepted && result.Answer is not { NeedSchema.Count: 0 })
        {
            return new PostOutcome(Verdict.Retry, result.Status, "The server's answer does not say that the batch was stored", null);
        }

        if (verdict == Verdict.Accepted)
        {
            Learn(result.Answer!, result.RoundTrip);
        }

        return new PostOutcome(verdict, result.Status, result.Problem, result.RetryAfter, _posts == 1 ? result.Answer?.Shift ?? 0 : 0);
    }

    private void Learn(BatchAnswer answer, TimeSpan roundTrip)
    {
        _known.UnionWith(_composer.Used);
        ticks.Correct(DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(answer.Time, 0, 253402300799999)), roundTrip);
        if (answer.Commands is { Count: > 0 } commands)
        {
            Commanded?.Invoke(new CommandDelivery(commands, answer.Time, _askedAt, _key));
        }

        foreach (var rejection in answer.Rejected)
        {
            log.Warn("rejected." + rejection.Reason, $"The server refused {rejection.Count} samples ({rejection.Reason}): {rejection.Help}");
        }
    }

    private async Task<PostResult> PostAsync(long seq, IReadOnlyList<SpoolEntry> entries, CancellationToken cancellationToken)
    {
        var body = _composer.Compose(seq, clock.GetUtcNow().ToUnixTimeMilliseconds(), entries, _known.Contains);
        PostResult? result = null;
        foreach (var key in keys.Order)
        {
            (_key, _askedAt) = (key, clock.GetTimestamp());
            _posts++;
            result = await client.PostBatchAsync(body, key, cancellationToken);
            if (StatusContract.Of(result.Status) != Verdict.Refused)
            {
                if (result.Status == 200)
                {
                    keys.Worked(key);
                }

                return result;
            }

            keys.WasRefused(key);
        }

        return result!;
    }
}
