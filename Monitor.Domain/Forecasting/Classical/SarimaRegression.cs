using MathNet.Numerics.LinearAlgebra;

namespace Monitor.Domain.Forecasting.Classical;

/// <summary>A fitted model: the weights of past values and past errors by lag, with the criteria of its fit.</summary>
internal sealed record SarimaFit(SarimaOrder Order, IReadOnlyList<(int Lag, double Weight)> Values, IReadOnlyList<(int Lag, double Weight)> Errors, double Variance, double Aic, double Bic);

/// <summary>
/// Estimates SARIMA coefficients by least squares in two steps (Hannan and Rissanen 1982): a long autoregression gives the errors, then values are regressed on
/// past values and past errors. Seasonal terms enter beside the others, not multiplied with them. One matrix of products serves every order.
/// </summary>
internal sealed class SarimaRegression
{
    private const int LongLags = 10;
    private const int MostTerms = 6;
    private readonly double[] _values;
    private readonly double[] _errors;
    private readonly int _season;
    private readonly Matrix<double> _products = Matrix<double>.Build.Dense(MostTerms, MostTerms);
    private readonly double[] _withValue = new double[MostTerms];
    private readonly int _first;
    private double _squares;

    public SarimaRegression(double[] values, int season)
    {
        (_values, _season) = (values, season);
        _errors = LongErrors();
        _first = Math.Max(season + LongLags, 2 * LongLags);
        Multiply();
    }

    public int Used => Math.Max(0, _values.Length - _first);

    /// <summary>The regression's errors, which a forecast goes on from.</summary>
    public ReadOnlySpan<double> Errors => _errors;

    public SarimaFit? Fit(SarimaOrder order)
    {
        var terms = Terms(order);
        var solution = terms.Count == 0 ? [] : Solve(terms);
        if (solution is null)
        {
            return null;
        }

        var left = _squares;
        for (var i = 0; i < terms.Count; i++)
        {
            left -= solution[i] * _withValue[terms[i]];
        }

        // What is left is never less than what doubles can tell apart.
        var variance = Math.Max(left, _squares * 1e-12) / Used;
        var likelihood = Used * (Math.Log(Math.Max(variance, 1e-300)) + 1 + Math.Log(2 * Math.PI));
        var free = terms.Count + 1;
        return new SarimaFit(
            order, [.. Weights(terms, solution, 0, 3)], [.. Weights(terms, solution, 3, MostTerms)], variance,
            likelihood + (2 * free), likelihood + (Math.Log(Used) * free));
    }

    private static List<int> Terms(SarimaOrder order)
    {
        var terms = new List<int>();
        terms.AddRange(Enumerable.Range(0, order.P));
        if (order.SeasonalP > 0)
        {
            terms.Add(2);
        }

        terms.AddRange(Enumerable.Range(3, order.Q));
        if (order.SeasonalQ > 0)
        {
            terms.Add(5);
        }

        return terms;
    }

    private IEnumerable<(int Lag, double Weight)> Weights(List<int> terms, double[] solution, int from, int to) =>
        terms.Select((term, i) => (term, i)).Where(t => t.term >= from && t.term < to).Select(t => (Lag(t.term), solution[t.i]));

    /// <summary>Terms 0 to 2 are values one, two steps and a season ago; 3 to 5 errors likewise.</summary>
    private int Lag(int term) => term is 2 or 5 ? _season : (term % 3) + 1;

    private double Term(int term, int at) => term < 3 ? _values[at - Lag(term)] : _errors[at - Lag(term)];

    private double[]? Solve(List<int> terms)
    {
        var products = Matrix<double>.Build.Dense(terms.Count, terms.Count, (i, j) => _products[terms[i], terms[j]] + (i == j ? 1e-9 * (1e-9 + _products[terms[i], terms[i]]) : 0));
        var solution = products.Solve(Vector<double>.Build.Dense([.. terms.Select(t => _withValue[t])])).ToArray();
        return solution.All(double.IsFinite) ? solution : null;
    }

    private double[] LongErrors()
    {
        var (products, with) = (Matrix<double>.Build.Dense(LongLags, LongLags), Vector<double>.Build.Dense(LongLags));
        for (var at = LongLags; at < _values.Length; at++)
        {
            for (var i = 0; i < LongLags; i++)
            {
                with[i] += _values[at - 1 - i] * _values[at];
                for (var j = 0; j <= i; j++)
                {
                    products[i, j] += _values[at - 1 - i] * _values[at - 1 - j];
                }
            }
        }

        for (var i = 0; i < LongLags; i++)
        {
            products[i, i] += (1e-9 * products[i, i]) + 1e-18;
            for (var j = 0; j < i; j++)
            {
                products[j, i] = products[i, j];
            }
        }

        var weights = products.Solve(with);
        var errors = new double[_values.Length];
        for (var at = LongLags; at < errors.Length; at++)
        {
            errors[at] = _values[at];
            for (var i = 0; i < LongLags; i++)
            {
                errors[at] -= weights[i] * _values[at - 1 - i];
            }
        }

        return errors;
    }

    private void Multiply()
    {
        for (var at = _first; at < _values.Length; at++)
        {
            _squares += _values[at] * _values[at];
            for (var i = 0; i < MostTerms; i++)
            {
                var term = Term(i, at);
                _withValue[i] += term * _values[at];
                for (var j = 0; j <= i; j++)
                {
                    _products[i, j] += term * Term(j, at);
                    _products[j, i] = _products[i, j];
                }
            }
        }
    }
}
