using MathNet.Numerics.LinearAlgebra;

namespace Monitor.Domain.Detection.Hosts;

/// <summary>
/// How metrics usually move together: the principal components that carry 90 % of the variance, and how far a row lies outside of what they span (the squared prediction error
/// of Jackson and Mudholkar 1979, as a root).
/// </summary>
internal sealed class Subspace
{
    private const double Carried = .9;
    private const int MostPasses = 10;

    private readonly float[] _mean;
    private readonly float[] _components;

    private Subspace(float[] mean, float[] components) => (_mean, _components) = (mean, components);

    private int Components => _components.Length / _mean.Length;

    /// <summary>From rows of so many figures, one after another, NaN where missing: these count as the mean here.</summary>
    public static Subspace Of(float[] rows, int figures)
    {
        var mean = new float[figures];
        for (var figure = 0; figure < figures; figure++)
        {
            var (sum, count) = (0.0, 0);
            for (var at = figure; at < rows.Length; at += figures)
            {
                if (!float.IsNaN(rows[at]))
                {
                    sum += rows[at];
                    count++;
                }
            }

            mean[figure] = count == 0 ? 0 : (float)(sum / count);
        }

        var covariance = Matrix<double>.Build.Dense(figures, figures);
        var off = new double[figures];
        for (var start = 0; start < rows.Length; start += figures)
        {
            for (var figure = 0; figure < figures; figure++)
            {
                off[figure] = float.IsNaN(rows[start + figure]) ? 0 : rows[start + figure] - mean[figure];
            }

            for (var i = 0; i < figures; i++)
            {
                for (var j = 0; j <= i; j++)
                {
                    covariance[i, j] += off[i] * off[j];
                }
            }
        }

        for (var i = 0; i < figures; i++)
        {
            for (var j = 0; j < i; j++)
            {
                covariance[j, i] = covariance[i, j];
            }
        }

        return new Subspace(mean, Leading(covariance));
    }

    /// <summary>A figure that is missing counts as what the others lead to expect: it is put in, a few times over, as the components have it.</summary>
    public double Outside(ReadOnlySpan<double> row)
    {
        var figures = _mean.Length;
        Span<double> off = stackalloc double[figures];
        for (var i = 0; i < figures; i++)
        {
            off[i] = double.IsNaN(row[i]) ? 0 : row[i] - _mean[i];
        }

        Span<double> rest = stackalloc double[figures];
        Rest(off, rest);
        for (var pass = 0; pass < MostPasses && PutIn(row, off, rest); pass++)
        {
            Rest(off, rest);
        }

        var square = 0.0;
        foreach (var value in rest)
        {
            square += value * value;
        }

        return Math.Sqrt(square);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Components);
        Floats.Write(writer, _mean);
        Floats.Write(writer, _components);
    }

    public static Subspace Read(BinaryReader reader, int figures)
    {
        var components = reader.ReadInt32();
        return components >= 0 && components <= figures
            ? new Subspace(Floats.Read(reader, figures), Floats.Read(reader, components * figures))
            : throw new InvalidDataException("The host model says that it has more components than metrics.");
    }

    /// <summary>Moves what is missing in a row towards the components; false where nothing is to be moved.</summary>
    private static bool PutIn(ReadOnlySpan<double> row, Span<double> off, ReadOnlySpan<double> rest)
    {
        var isMoved = false;
        for (var i = 0; i < off.Length; i++)
        {
            if (double.IsNaN(row[i]) && rest[i] != 0)
            {
                off[i] -= rest[i];
                isMoved = true;
            }
        }

        return isMoved;
    }

    /// <summary>What is left of a row, from its mean, beside the components.</summary>
    private void Rest(ReadOnlySpan<double> off, Span<double> rest)
    {
        off.CopyTo(rest);
        for (var component = 0; component < Components; component++)
        {
            var weights = _components.AsSpan(component * off.Length, off.Length);
            var along = 0.0;
            for (var i = 0; i < off.Length; i++)
            {
                along += off[i] * weights[i];
            }

            for (var i = 0; i < off.Length; i++)
            {
                rest[i] -= along * weights[i];
            }
        }
    }

    private static float[] Leading(Matrix<double> covariance)
    {
        var figures = covariance.RowCount;
        var parts = covariance.Evd(Symmetricity.Symmetric);
        var (all, carried, components) = (covariance.Trace(), 0.0, new List<float>());
        for (var at = figures - 1; at >= 0 && carried < Carried * all; at--)
        {
            carried += parts.EigenValues[at].Real;
            for (var i = 0; i < figures; i++)
            {
                components.Add((float)parts.EigenVectors[i, at]);
            }
        }

        return [.. components];
    }
}
