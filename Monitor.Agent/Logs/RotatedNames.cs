namespace Monitor.Agent.Logs;

/// <summary>
/// The names that programs give to a log when they turn it over: <c>app.log.1</c>, <c>app.log-20261128</c>, <c>app.log.2026-11-28</c>, <c>app.1.log</c>,
/// <c>app-20261128.log</c>. What is packed is no longer read.
/// </summary>
internal static class RotatedNames
{
    private static readonly string[] Packed = [".gz", ".xz", ".zst", ".bz2", ".zip", ".lz4"];

    public static bool IsPacked(string name) => Packed.Any(p => name.EndsWith(p, StringComparison.OrdinalIgnoreCase));

    /// <summary>Both without their folder.</summary>
    public static bool Is(string name, string of)
    {
        if (name.Length <= of.Length || IsPacked(name))
        {
            return false;
        }

        if (name.StartsWith(of, StringComparison.Ordinal))
        {
            return IsNumber(name.AsSpan(of.Length));
        }

        var ending = Path.GetExtension(of);
        var stem = of[..^ending.Length];
        return ending.Length > 0 && stem.Length > 0 && name.StartsWith(stem, StringComparison.Ordinal) && name.EndsWith(ending, StringComparison.Ordinal)
            && IsNumber(name.AsSpan(stem.Length..^ending.Length));
    }

    /// <summary>A point, dash or underscore, then digits with such between them.</summary>
    private static bool IsNumber(ReadOnlySpan<char> part) =>
        part.Length > 1 && part[0] is '.' or '-' or '_' && char.IsAsciiDigit(part[1]) && part.IndexOfAnyExcept("0123456789.-_") < 0;
}
