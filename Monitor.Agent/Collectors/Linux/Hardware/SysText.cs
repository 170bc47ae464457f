using System.Globalization;

namespace Monitor.Agent.Collectors.Linux.Hardware;

/// <summary>Texts and numbers as drivers write them below /sys. A driver may answer with any error instead: that is a missing value.</summary>
internal static class SysText
{
    private const int Longest = 4096;

    /// <summary>Null where there is none.</summary>
    public static string? Read(string path)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Span<byte> bytes = stackalloc byte[Longest];
            var length = RandomAccess.Read(file, bytes, 0);
            return System.Text.Encoding.UTF8.GetString(bytes[..length]).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>A count, decimal or hexadecimal with 0x.</summary>
    public static double Count(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) && hex >= 0 ? hex : double.NaN
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    /// <summary>Thousandths of a degree Celsius. What no machine of this world has is a sensor that is not connected.</summary>
    public static double Celsius(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var thousandths) && thousandths is > -60_000 and < 250_000
            ? thousandths / 1000.0
            : double.NaN;

    /// <summary>The folders below one, in their order; none where it is not there.</summary>
    public static IReadOnlyList<string> Folders(string path, string pattern = "*")
    {
        try
        {
            var found = Directory.GetDirectories(path, pattern);
            Array.Sort(found, StringComparer.Ordinal);
            return found;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    public static IReadOnlyList<string> Files(string path, string pattern)
    {
        try
        {
            var found = Directory.GetFiles(path, pattern);
            Array.Sort(found, StringComparer.Ordinal);
            return found;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The last part of where a link leads; null where there is no link.</summary>
    public static string? LinkName(string path)
    {
        try
        {
            return Directory.ResolveLinkTarget(path, returnFinalTarget: false) is { } target ? System.IO.Path.GetFileName(target.FullName) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
