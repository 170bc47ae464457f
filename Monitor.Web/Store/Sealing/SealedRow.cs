using Monitor.Domain.Metrics.Chunks;

namespace Monitor.Web.Store.Sealing;

/// <summary>A sealed hour or day on its way into the tables.</summary>
internal sealed record SealedRow(int StreamId, DateTimeOffset Start, SealedPeriod Period)
{
    public bool IsDay => Period.Hours is not null;
}
