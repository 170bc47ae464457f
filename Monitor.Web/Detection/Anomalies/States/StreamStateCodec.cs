using System.IO.Compression;
using System.Text;
using Monitor.Domain.Detection;
using Monitor.Domain.Problems;

namespace Monitor.Web.Detection;

/// <summary>One series of a stored state: its detector, as it writes itself, and the anomaly that goes on.</summary>
internal sealed record SavedSeries(int Ordinal, string Detector, byte[] State, OpenAnomaly? Open);

/// <summary>
/// What the detectors of one stream know, as bytes: a version, then everything else with Brotli, which halves what the database writes and costs little beside it. Not for
/// two threads at once.
/// </summary>
internal sealed class StreamStateCodec
{
    private const byte Version = 3;
    private const int MostSeries = 100_000;
    private const int LargestState = 1 << 20;

    private readonly MemoryStream _plain = new();
    private readonly MemoryStream _series = new();

    public byte[] Write(StreamDetectors stream)
    {
        _plain.SetLength(0);
        using (var writer = new BinaryWriter(_plain, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write7BitEncodedInt(stream.Watched);
            for (var ordinal = 0; ordinal < stream.Length; ordinal++)
            {
                if (stream[ordinal].Detector is { } detector)
                {
                    Write(writer, ordinal, detector, stream.Open.GetValueOrDefault(ordinal));
                }
            }
        }

        using var packed = new MemoryStream();
        packed.WriteByte(Version);
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            brotli.Write(_plain.GetBuffer().AsSpan(0, (int)_plain.Length));
        }

        return packed.ToArray();
    }

    /// <summary>An <see cref="InvalidDataException"/> where it is of another version or broken.</summary>
    public static IReadOnlyList<SavedSeries> Read(byte[] state)
    {
        if (state is not [Version, ..])
        {
            throw new InvalidDataException("The state is of another version.");
        }

        try
        {
            using var brotli = new BrotliStream(new MemoryStream(state, 1, state.Length - 1), CompressionMode.Decompress);
            using var reader = new BinaryReader(brotli, Encoding.UTF8);
            var series = new SavedSeries[Bounded(reader.Read7BitEncodedInt(), MostSeries)];
            for (var i = 0; i < series.Length; i++)
            {
                series[i] = Read(reader);
            }

            return series;
        }
        catch (Exception broken) when (broken is IOException or FormatException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidDataException("The state is broken.", broken);
        }
    }

    private void Write(BinaryWriter writer, int ordinal, IAnomalyDetector detector, OpenAnomaly? open)
    {
        writer.Write7BitEncodedInt(ordinal);
        writer.Write(detector.Name);
        _series.SetLength(0);
        using (var one = new BinaryWriter(_series, Encoding.UTF8, leaveOpen: true))
        {
            detector.Save(one);
        }

        writer.Write7BitEncodedInt((int)_series.Length);
        writer.Write(_series.GetBuffer().AsSpan(0, (int)_series.Length));
        writer.Write(open is not null);
        if (open is not null)
        {
            writer.Write(open.BeganAt.UtcTicks);
            writer.Write(open.LastAt.UtcTicks);
            writer.Write(open.Evidence);
            writer.Write(open.Score);
            writer.Write((byte)open.Severity);
        }
    }

    private static SavedSeries Read(BinaryReader reader)
    {
        var (ordinal, detector) = (Bounded(reader.Read7BitEncodedInt(), MostSeries), reader.ReadString());
        var length = Bounded(reader.Read7BitEncodedInt(), LargestState);
        var state = reader.ReadBytes(length);
        if (state.Length < length)
        {
            throw new EndOfStreamException();
        }

        return new SavedSeries(ordinal, detector, state, reader.ReadBoolean() ? Open(reader) : null);
    }

    private static OpenAnomaly Open(BinaryReader reader) => new()
    {
        BeganAt = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero),
        LastAt = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero),
        Evidence = reader.ReadDouble(),
        Score = reader.ReadDouble(),
        Severity = (Severity)Bounded(reader.ReadByte(), (int)Severity.Critical),
    };

    private static int Bounded(int number, int most) => number >= 0 && number <= most ? number : throw new InvalidDataException("The state is broken.");
}
