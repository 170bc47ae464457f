using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Monitor.Web.Hosting;
using Monitor.Web.Store;

namespace Monitor.Web.Intake;

/// <summary>
/// The decoded bytes of one request, in a pooled buffer. Reads at most the allowed bytes, compressed and decoded, and checks the trailer of gzip
/// itself: the framework's stream takes a body that was cut short for a whole one.
/// </summary>
internal sealed class BoundedBody : IDisposable
{
    private byte[] _buffer;
    private int _length;

    private BoundedBody(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

    /// <summary>The body, or the problem that it has.</summary>
    public static async ValueTask<(BoundedBody? Body, IntakeProblem? Problem)> ReadAsync(
        HttpRequest request, IngestOptions options, CancellationToken cancellationToken)
    {
        var encoding = request.Headers.ContentEncoding.ToString().AsSpan().Trim();
        var isPlain = encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase);
        if (!isPlain && !encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase))
        {
            return (null, IntakeProblem.Encoding);
        }

        if (request.ContentLength > options.MaxBodyBytes)
        {
            return (null, TooLarge(options));
        }

        var raw = new BoundedBody((int)(request.ContentLength ?? 4096) + 1);
        try
        {
            if (!await raw.FillAsync(request.Body, options.MaxBodyBytes, cancellationToken))
            {
                raw.Dispose();
                return (null, TooLarge(options));
            }
        }
        catch (BadHttpRequestException refused) when (refused.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            raw.Dispose();
            return (null, TooLarge(options));
        }
        catch (BadHttpRequestException broken) when (broken.StatusCode == StatusCodes.Status400BadRequest)
        {
            raw.Dispose();
            return (null, IntakeProblem.Cut);
        }
        catch (IOException nonsense) when (BrokenRequest.IsNonsense(nonsense))
        {
            raw.Dispose();
            return (null, IntakeProblem.Cut);
        }
        catch
        {
            raw.Dispose();
            throw;
        }

        if (isPlain)
        {
            return (raw, null);
        }

        using (raw)
        {
            return Decompress(raw, options);
        }
    }

    /// <summary>The body of a request that is there as a whole, no longer than what is allowed; or the problem that it has.</summary>
    public static (BoundedBody? Body, IntakeProblem? Problem) Of(in ReadOnlySequence<byte> bytes, bool isGzip, IngestOptions options)
    {
        var raw = new BoundedBody((int)bytes.Length);
        bytes.CopyTo(raw._buffer);
        raw._length = (int)bytes.Length;
        if (!isGzip)
        {
            return (raw, null);
        }

        using (raw)
        {
            return Decompress(raw, options);
        }
    }

    private static IntakeProblem TooLarge(IngestOptions options) => IntakeProblem.TooLarge(options.MaxBodyBytes, "as sent");

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    private static (BoundedBody?, IntakeProblem?) Decompress(BoundedBody raw, IngestOptions options)
    {
        if (raw._length < 18)
        {
            return (null, IntakeProblem.BrokenGzip);
        }

        var trailer = raw.Bytes[^8..];
        var (crc, length) = (BinaryPrimitives.ReadUInt32LittleEndian(trailer), BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]));
        // A false length must not make us rent what the body cannot hold; one that is too large is a bomb, or a body that was cut short.
        var capacity = (int)Math.Min(length, Math.Min((uint)options.MaxDecodedBytes, Math.Max(4096u, (uint)raw._length * 8)));
        var body = new BoundedBody(capacity + 1);
        try
        {
            using var compressed = new MemoryStream(raw._buffer, 0, raw._length, writable: false);
            using var gzip = new GZipStream(compressed, CompressionMode.Decompress);
            if (!body.Fill(gzip, options.MaxDecodedBytes))
            {
                body.Dispose();
                return (null, IntakeProblem.TooLarge(options.MaxDecodedBytes, "after decompression"));
            }
        }
        catch (InvalidDataException)
        {
            body.Dispose();
            return (null, IntakeProblem.BrokenGzip);
        }

        if (body._length != length || Crc32.Of(body.Bytes) != crc)
        {
            body.Dispose();
            return (null, IntakeProblem.BrokenGzip);
        }

        return (body, null);
    }

    /// <summary>False when there is more than the limit.</summary>
    private async Task<bool> FillAsync(Stream stream, int limit, CancellationToken cancellationToken)
    {
        int read;
        while ((read = await stream.ReadAsync(_buffer.AsMemory(_length), cancellationToken)) > 0)
        {
            _length += read;
            if (_length > limit)
            {
                return false;
            }

            Grow();
        }

        return true;
    }

    private bool Fill(Stream stream, int limit)
    {
        int read;
        while ((read = stream.Read(_buffer.AsSpan(_length))) > 0)
        {
            _length += read;
            if (_length >= limit)
            {
                // Asked of the stream instead of a larger buffer: twice the limit in memory is what a bomb wants.
                return _length == limit && stream.ReadByte() < 0;
            }

            Grow();
        }

        return true;
    }

    private void Grow()
    {
        if (_length == _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
    }
}
