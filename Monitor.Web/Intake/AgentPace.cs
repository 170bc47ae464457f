using Microsoft.Extensions.Options;
using Monitor.Web.Store;

namespace Monitor.Web.Intake;

/// <summary>How often one agent may send: a bucket that fills at the configured pace and holds one minute's worth.</summary>
internal sealed class AgentPace(IOptions<IngestOptions> options, TimeProvider time)
{
    private readonly NumberedPages<Bucket> _buckets = new();

    /// <summary>Null when the agent may send now, else how long it should wait.</summary>
    public TimeSpan? Take(int hostId)
    {
        var perSecond = options.Value.BatchesPerMinute / 60.0;
        var bucket = _buckets.GetOrAdd(hostId, static start => new Bucket { Tokens = start.BatchesPerMinute, At = start.time.GetTimestamp() }, (options.Value.BatchesPerMinute, time));
        lock (bucket)
        {
            var now = time.GetTimestamp();
            bucket.Tokens = Math.Min(options.Value.BatchesPerMinute, bucket.Tokens + (time.GetElapsedTime(bucket.At, now).TotalSeconds * perSecond));
            bucket.At = now;
            if (bucket.Tokens < 1)
            {
                return TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling((1 - bucket.Tokens) / perSecond)));
            }

            bucket.Tokens--;
            return null;
        }
    }

    private sealed class Bucket
    {
        public double Tokens { get; set; }

        public long At { get; set; }
    }
}
