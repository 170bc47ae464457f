using Monitor.Domain.Metrics;

namespace Monitor.Tests.Detection.Recordings;

/// <summary>
/// Hours of calm, by a seed, from the calm minutes of a recording: pieces of half a minute of it in any order (a moving block bootstrap, Kuensch 1989), with a little noise. A detector needs hours
/// to learn, and means of five minutes that differ from each other as they do on a real machine.
/// </summary>
internal sealed class CalmHours(Recording recording, IReadOnlyList<RecordedTick> calm, int seed)
{
    private const int Piece = 15;
    private const double PieceNoise = .2;
    private const double TickNoise = .1;

    private readonly double[] _spreads = [.. Enumerable.Range(0, recording.Series.Count).Select(i => Spread([.. calm.Select(t => t.Values[i])]))];
    private readonly Random _random = new(seed);

    /// <summary>So many ticks, in the order of the recording's series.</summary>
    public IEnumerable<double[]> Ticks(int count)
    {
        var (from, levels) = (0, new double[_spreads.Length]);
        for (var tick = 0; tick < count; tick++)
        {
            if (tick % Piece == 0)
            {
                from = _random.Next(calm.Count - Piece);
                levels = Array.ConvertAll(_spreads, s => PieceNoise * s * Normal());
            }

            yield return [.. calm[from + (tick % Piece)].Values.Select((v, i) => Bounded(recording.Series[i], v + levels[i] + (TickNoise * _spreads[i] * Normal())))];
        }
    }

    private static double Bounded(string series, double value) => MetricCatalog.Find(Recording.MetricOf(series)) is var info ? Math.Clamp(value, info.Minimum, info.Maximum) : value;

    private static double Spread(double[] values) => values.Average() is var mean ? Math.Sqrt(values.Average(v => (v - mean) * (v - mean))) : 0;

    /// <summary>By Box and Muller.</summary>
    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
