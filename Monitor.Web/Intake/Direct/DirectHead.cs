using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http;

namespace Monitor.Web.Intake.Direct;

/// <summary>
/// The headers of a batch, as the web server's own parser reads them. Those that an agent sends, each at most once, and nothing that says how to go on: any other header is
/// a reason to leave the request to the web server.
/// </summary>
internal sealed class DirectHead : IHttpHeadersHandler, IHttpRequestLineHandler
{
    private static readonly HttpParser<DirectHead> Parser = new(showErrorDetails: false);
    private static readonly SearchValues<byte> NameBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-"u8);

    /// <summary>Far more than agents send, and fewer than the web server takes.</summary>
    private const int MostHeaders = 16;

    private int _headers;
    private string? _host;
    private string? _authorization;
    private string? _encoding;
    private string? _type;
    private byte[]? _length;
    private bool _isOdd;

    public static DirectHead None { get; } = new();

    /// <summary>As it was sent.</summary>
    public string Authorization => _authorization ?? "";

    public bool IsGzip => string.Equals(_encoding, "gzip", StringComparison.OrdinalIgnoreCase);

    /// <summary>Of the body, in bytes.</summary>
    public int Length { get; private set; }

    /// <summary>Where its digits stand.</summary>
    public int LengthAt { get; private set; }

    public int LengthDigits { get; private set; }

    /// <param name="lines">The lines of the headers, to the end of the empty one.</param>
    /// <param name="names">The names under which the server is asked; none where any will do.</param>
    /// <returns>Null for what is left to the web server.</returns>
    public static DirectHead? Read(ReadOnlySpan<byte> lines, IReadOnlyList<string> names)
    {
        var head = new DirectHead();
        var text = lines.ToArray();
        var reader = new SequenceReader<byte>(new ReadOnlySequence<byte>(text));
        try
        {
            if (!Parser.ParseHeaders(head, ref reader) || !reader.End)
            {
                return null;
            }
        }
        catch (BadHttpRequestException)
        {
            return null;
        }

        return head.IsPlain(text, names) ? head : null;
    }

    public static bool TryLength(ReadOnlySpan<byte> digits, out int length) =>
        Utf8Parser.TryParse(digits, out length, out var used) && used == digits.Length && digits.Length is > 0 and < 10 && digits[0] is >= (byte)'0' and <= (byte)'9';

    public void OnHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (++_headers > MostHeaders || !Ascii.IsValid(value) || value.Contains((byte)0))
        {
            _isOdd = true;
        }
        else if (Is(name, "Host"u8))
        {
            _host = Once(_host, value);
        }
        else if (Is(name, "Authorization"u8))
        {
            _authorization = Once(_authorization, value);
        }
        else if (Is(name, "Content-Type"u8))
        {
            _type = Once(_type, value);
        }
        else if (Is(name, "Content-Encoding"u8))
        {
            _encoding = Once(_encoding, value);
        }
        else if (Is(name, "Content-Length"u8))
        {
            _isOdd |= _length is not null;
            _length = value.ToArray();
        }
        else
        {
            _isOdd |= !Is(name, "User-Agent"u8) && !Is(name, "Accept"u8) && !Is(name, "Accept-Encoding"u8);
        }
    }

    public void OnHeadersComplete(bool endStream)
    {
    }

    public void OnStaticIndexedHeader(int index) => _isOdd = true;

    public void OnStaticIndexedHeader(int index, ReadOnlySpan<byte> value) => _isOdd = true;

    public void OnStartLine(HttpVersionAndMethod versionAndMethod, TargetOffsetPathLength targetPath, Span<byte> startLine) => _isOdd = true;

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> known) => Ascii.EqualsIgnoreCase(name, known);

    private string Once(string? before, ReadOnlySpan<byte> value)
    {
        _isOdd |= before is not null;
        return Encoding.ASCII.GetString(value);
    }

    private bool IsPlain(ReadOnlySpan<byte> lines, IReadOnlyList<string> names)
    {
        if (_isOdd || _type != "application/json" || _length is null || !TryLength(_length, out var length) || !(_encoding is null || IsGzip) || !IsOurs(_host, names))
        {
            return false;
        }

        var at = Place(lines, _length);
        (Length, LengthAt, LengthDigits) = (length, at, _length.Length);
        return at >= 0;
    }

    /// <summary>Where the digits of Content-Length stand; spaces may come before and after them. -1 where they do not.</summary>
    private static int Place(ReadOnlySpan<byte> lines, ReadOnlySpan<byte> digits)
    {
        for (var line = 0; line < lines.Length;)
        {
            var end = lines[line..].IndexOf("\r\n"u8);
            var text = lines.Slice(line, end);
            var colon = text.IndexOf((byte)':');
            if (colon > 0 && Is(text[..colon], "Content-Length"u8))
            {
                var value = text[(colon + 1)..].IndexOf(digits);
                return value < 0 ? -1 : line + colon + 1 + value;
            }

            line += end + 2;
        }

        return -1;
    }

    /// <summary>A host that the filter of the web server lets through, and one of which nothing has to be found out.</summary>
    private static bool IsOurs(string? host, IReadOnlyList<string> names)
    {
        if (string.IsNullOrEmpty(host))
        {
            return false;
        }

        var colon = host.LastIndexOf(':');
        var hasPort = colon >= 0 && !host.EndsWith(']');
        if (hasPort && !ushort.TryParse(host.AsSpan(colon + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _))
        {
            return false;
        }

        var name = hasPort ? host[..colon] : host;
        return names.Count == 0 ? !Encoding.ASCII.GetBytes(name).AsSpan().ContainsAnyExcept(NameBytes) : names.Contains(name, StringComparer.OrdinalIgnoreCase);
    }
}
