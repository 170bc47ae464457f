using System.Text;

namespace Monitor.Web.Problems.Rules.Yaml;

/// <summary>A file of rules as it comes in.</summary>
internal static class RuleFile
{
    public const int MostBytes = YamlReader.MostCharacters;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text, or null when it is too long or no UTF-8. No more than the limit is read.</summary>
    public static async Task<string?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[MostBytes + 1];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        try
        {
            return length > MostBytes ? null : Strict.GetString(buffer.AsSpan(0, length)).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
