using Microsoft.Extensions.Options;
using Monitor.Web.Store;

namespace Monitor.Web.Intake;

/// <summary>
/// Which times are taken. The server does not shift them: a batch that comes twice must carry the same times twice, so it is the agent that corrects its
/// clock by the server's time in each answer.
/// </summary>
internal sealed class TimeWindow(IOptions<RetentionOptions> retention, TimeProvider time)
{
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);
    private readonly TickDensity _density = new();

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The time, or the reason why it is not taken.</summary>
    public string? Check(long? unixMilliseconds, DateTimeOffset now, out DateTimeOffset at)
    {
        at = default;
        if (unixMilliseconds is not { } milliseconds || milliseconds < 0 || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return Refusals.TimeInvalid;
        }

        at = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return at > now + Ahead ? Refusals.Future : at < now - retention.Value.Raw ? Refusals.TooOld : null;
    }

    /// <summary>Whether the hour of this time has room for one more tick of the stream.</summary>
    public bool HasRoom(int streamId, DateTimeOffset at) => _density.Take(streamId, at);
}
