using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Monitor.Domain.Wire;

namespace Monitor.Tests.Bench;

/// <summary>Where a tick of 40 values goes and how it is written there. The texts of values are made before, from a hundred hosts that repeat after a while.</summary>
internal abstract class IngestTarget(Uri address, string path)
{
    private const int Seeds = 100;
    private const int Ticks = 60;
    private byte[][]? _texts;

    public Uri Address => address;

    public string Path => path;

    /// <summary>Further lines of the head of each request, each with its end.</summary>
    public abstract string Headers(int host);

    public abstract int WriteBody(Span<byte> target, int host, long seq, long time, bool isFirst);

    public abstract bool IsYes(ReadOnlySpan<byte> answer);

    /// <summary>By how many milliseconds the answer wants the next ticks later.</summary>
    public virtual int Shift(ReadOnlySpan<byte> answer) => 0;

    protected abstract string Text(ReadOnlySpan<double> values);

    /// <summary>The values of a host's tick as they are on the wire.</summary>
    protected ReadOnlySpan<byte> Values(int host, long seq)
    {
        _texts ??= Make();
        return _texts[(host % Seeds * Ticks) + (int)((seq + host) % Ticks)];
    }

    protected static int Copy(ReadOnlySpan<byte> text, Span<byte> target)
    {
        text.CopyTo(target);
        return text.Length;
    }

    protected static int Copy(long number, Span<byte> target)
    {
        Utf8Formatter.TryFormat(number, target, out var length);
        return length;
    }

    public void Prepare() => _texts ??= Make();

    private byte[][] Make()
    {
        var texts = new byte[Seeds * Ticks][];
        Span<double> values = stackalloc double[HostValues.Names.Count];
        for (var seed = 0; seed < Seeds; seed++)
        {
            var host = new HostValues(seed);
            for (var tick = 0; tick < Ticks; tick++)
            {
                host.Next(values);
                texts[(seed * Ticks) + tick] = Encoding.ASCII.GetBytes(Text(values));
            }
        }

        return texts;
    }
}

/// <summary>Our own door; also the bare probe, which answers alike.</summary>
internal sealed class MonitorTarget(Uri address, IReadOnlyList<string> keys) : IngestTarget(address, "/api/v1/metrics")
{
    private static readonly byte[] Id = Encoding.ASCII.GetBytes(SchemaId.Of(HostValues.Names));
    private static readonly byte[] Schema = Encoding.ASCII.GetBytes(
        ",\"schemas\":[" + JsonSerializer.Serialize(new WireSchema(SchemaId.Of(HostValues.Names), HostValues.Names), WireJson.Default.Options) + "]");

    private static readonly byte[] ShiftName = "\"shift\":"u8.ToArray();
    private static readonly byte[] Yes = "\"accepted\":40,"u8.ToArray();

    /// <summary>The same door for the hosts from there on.</summary>
    public MonitorTarget From(int host) => new(Address, [.. keys.Skip(host)]);

    public override string Headers(int host) => $"Authorization: Bearer {keys[host]}\r\nContent-Type: application/json\r\n";

    public override int WriteBody(Span<byte> target, int host, long seq, long time, bool isFirst)
    {
        var length = Copy("{\"v\":1,\"seq\":"u8, target);
        length += Copy(seq, target[length..]);
        length += Copy(",\"sent\":"u8, target[length..]);
        length += Copy(time, target[length..]);
        length += Copy(",\"count\":1"u8, target[length..]);
        length += isFirst ? Copy(Schema, target[length..]) : 0;
        length += Copy(",\"ticks\":[{\"schema\":\""u8, target[length..]);
        length += Copy(Id, target[length..]);
        length += Copy("\",\"t\":"u8, target[length..]);
        length += Copy(time, target[length..]);
        length += Copy(",\"v\":["u8, target[length..]);
        length += Copy(Values(host, seq), target[length..]);
        return length + Copy("]}]}"u8, target[length..]);
    }

    public override bool IsYes(ReadOnlySpan<byte> answer) => answer.IndexOf(Yes) > 0;

    public override int Shift(ReadOnlySpan<byte> answer) =>
        answer.IndexOf(ShiftName) is > 0 and var place && Utf8Parser.TryParse(answer[(place + ShiftName.Length)..], out int shift, out _) ? shift : 0;

    protected override string Text(ReadOnlySpan<double> values) => string.Join(',', values.ToArray().Select(v => v.ToString(CultureInfo.InvariantCulture)));
}

/// <summary>VictoriaMetrics by the line protocol: one line of 40 fields with one tag, the cheapest that it knows.</summary>
internal sealed class VictoriaTarget(Uri address) : IngestTarget(address, "/write?precision=ms")
{
    public override string Headers(int host) => "";

    public override int WriteBody(Span<byte> target, int host, long seq, long time, bool isFirst)
    {
        var length = Copy("agent,host=bench-"u8, target);
        length += Copy(host, target[length..]);
        target[length++] = (byte)' ';
        length += Copy(Values(host, seq), target[length..]);
        target[length++] = (byte)' ';
        return length + Copy(time, target[length..]);
    }

    public override bool IsYes(ReadOnlySpan<byte> answer) => answer.StartsWith("HTTP/1.1 204"u8);

    protected override string Text(ReadOnlySpan<double> values) =>
        string.Join(',', values.ToArray().Select((v, i) => string.Create(CultureInfo.InvariantCulture, $"f{i}={v}")));
}
