using System.Globalization;

namespace Monitor.Agent.Collectors.Linux;

/// <summary>Small files of /sys that are read once per device.</summary>
internal static class SysFile
{
    /// <summary>Its number, decimal or hexadecimal with 0x; 0 where there is none.</summary>
    public static long ReadNumber(string path)
    {
        try
        {
            var text = File.ReadAllText(path).AsSpan().Trim();
            return text.StartsWith("0x", StringComparison.Ordinal)
                ? long.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var flags) ? flags : 0
                : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
