namespace Monitor.Domain.Detection.Hosts;

/// <summary>
/// Learns the parts of a <see cref="HostModel"/>. The first half of the history, at most a week, gives the first expectations; the rest is gone through as a detector will go through what
/// comes, so that what is called usual was never known beforehand. A row's neighbours are looked for outside of its own half-day.
/// </summary>
internal static class HostTraining
{
    private const int MostDaysForProfile = 7;
    private const double LeastCoverage = .5;
    private static readonly TimeSpan OwnHalfDay = TimeSpan.FromHours(12);

    /// <summary>About so many rows, never twice as many, are compared with all that are kept, so that training takes about the same time for any long history.</summary>
    private const int MostCompared = 3000;

    public static HostParts? Run(HostHistory history)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(history.Metrics, HostModel.MostMetrics);
        var perDay = (int)(TimeSpan.FromDays(1) / history.Step);
        if (history.Metrics < 1 || history.Step * history.Rows < HostModel.LeastHistory || Covered(history) < LeastCoverage * history.Rows)
        {
            return null;
        }

        var scales = Enumerable.Range(0, history.Metrics).Select(metric => MetricScale.Of(history, metric, perDay)).ToArray();
        var first = Math.Min(MostDaysForProfile, history.Rows / perDay / 2) * perDay;
        var start = FirstProfile(history, scales, first);
        Spread(history, scales, start.Copy(), first);
        return Learn(history, scales, start, first);
    }

    private static int Covered(HostHistory history)
    {
        var covered = 0;
        for (var row = 0; row < history.Rows; row++)
        {
            covered += RowSignals.HasValue(history.Row(row)) ? 1 : 0;
        }

        return covered;
    }

    private static SlotProfile FirstProfile(HostHistory history, MetricScale[] scales, int rows)
    {
        var profile = SlotProfile.Empty(scales.Length);
        var slots = Enumerable.Range(0, rows).ToLookup(row => SlotProfile.SlotOf(history.TimeOf(row)));
        var values = new List<double>();
        for (var metric = 0; metric < scales.Length; metric++)
        {
            for (var slot = 0; scales[metric].IsUsed && slot < SlotProfile.Slots; slot++)
            {
                values.Clear();
                foreach (var row in slots[slot])
                {
                    if (history.Row(row)[metric] is var value && double.IsFinite(value))
                    {
                        values.Add(RowSignals.Level(value, scales[metric], history.TimeOf(row)));
                    }
                }

                if (values.Count > 0)
                {
                    values.Sort();
                    profile.Levels[(slot * scales.Length) + metric] = (float)values[values.Count / 2];
                }
            }
        }

        return profile;
    }

    private static void Spread(HostHistory history, MetricScale[] scales, SlotProfile profile, int first)
    {
        var residuals = scales.Select(_ => new List<double>()).ToArray();
        var signals = new RowSignals(scales, history.Step);
        for (var row = first; row < history.Rows; row++)
        {
            if (!RowSignals.HasValue(history.Row(row)))
            {
                continue;
            }

            signals.Take(history.TimeOf(row), history.Row(row), profile);
            for (var metric = 0; metric < scales.Length; metric++)
            {
                var off = Math.Abs(history.Row(row)[metric] - signals.Expected[metric]);
                if (double.IsFinite(off))
                {
                    residuals[metric].Add(off);
                }
            }
        }

        for (var metric = 0; metric < scales.Length; metric++)
        {
            scales[metric] = scales[metric].WithSpread([.. residuals[metric]]);
        }
    }

    private static HostParts Learn(HostHistory history, MetricScale[] scales, SlotProfile profile, int first)
    {
        var (metrics, windows, count) = (scales.Length, RowSignals.Windows.Length, history.Rows - first);
        var figures = new double[metrics * windows][];
        for (var i = 0; i < figures.Length; i++)
        {
            Array.Fill(figures[i] = new double[count], double.NaN);
        }

        var width = NormalRows.WidthOf(2 * metrics);
        var (levels, packed) = (new float[count * metrics], new sbyte[]?[count]);
        Array.Fill(levels, float.NaN);
        var pass = profile.Copy();
        var signals = new RowSignals(scales, history.Step);
        for (var at = 0; at < count; at++)
        {
            var row = history.Row(first + at);
            if (!RowSignals.HasValue(row))
            {
                continue;
            }

            signals.Take(history.TimeOf(first + at), row, pass);
            for (var metric = 0; metric < metrics; metric++)
            {
                for (var window = 0; window < windows; window++)
                {
                    figures[(metric * windows) + window][at] = HostOpinions.Off(signals, metric, RowSignals.Windows[window]);
                }

                levels[(at * metrics) + metric] = (float)signals.Vector[metric];
            }

            NormalRows.Pack(signals.Vector, packed[at] = new sbyte[width]);
        }

        var parts = new HostParts(history.Step, scales, pass, [.. figures.Select(TailTable.Of)], Subspace.Of(levels, metrics), NormalRows.Of(packed, width), [], new OutsideRise(history.Step));
        return Calibrate(history, parts, profile, first, packed);
    }

    private static HostParts Calibrate(HostHistory history, HostParts model, SlotProfile profile, int first, sbyte[]?[] packed)
    {
        var signals = new RowSignals(model.Scales, history.Step);
        var every = Math.Max(1, packed.Length / MostCompared);
        var near = (int)(OwnHalfDay / history.Step);
        var opinions = new List<HostOpinions>();
        for (var at = 0; at < packed.Length; at++)
        {
            if (packed[at] is not { } mine)
            {
                continue;
            }

            signals.Take(history.TimeOf(first + at), history.Row(first + at), profile);
            var outside = model.Subspace.Outside(signals.Vector.AsSpan(0, model.Metrics));
            var risen = model.Recent.Take(outside, keep: true);
            if (at % every == 0)
            {
                opinions.Add(new HostOpinions(HostOpinions.OfMetrics(signals, model.Scales, model.MetricTails), model.Rows.Distance(mine, at, near), outside, risen));
            }
        }

        TailTable Tail(Func<HostOpinions, double> of) => TailTable.Of([.. opinions.Select(of)]);
        return model with
        {
            Tails = [Tail(o => o.Metrics), Tail(o => o.Nearest), Tail(o => o.Together), Tail(o => o.Risen)],
        };
    }
}
