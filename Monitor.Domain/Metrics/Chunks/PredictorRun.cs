using System.Runtime.CompilerServices;

namespace Monitor.Domain.Metrics.Chunks;

/// <summary>A predictor on its way through a column: residuals from numbers, or numbers from residuals.</summary>
internal struct PredictorRun(Predictor predictor)
{
    private readonly Predictor _predictor = predictor;
    private long _last;
    private long _one = predictor.Mean;
    private long _two = predictor.Mean;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Residual(long value)
    {
        unchecked
        {
            var moved = _predictor.Differences ? value - _last : value;
            var residual = moved - _predictor.Next(_one, _two);
            (_last, _two, _one) = (value, _one, moved);
            return residual;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Value(long residual)
    {
        unchecked
        {
            var moved = residual + _predictor.Next(_one, _two);
            _last = _predictor.Differences ? _last + moved : moved;
            (_two, _one) = (_one, moved);
            return _last;
        }
    }
}
