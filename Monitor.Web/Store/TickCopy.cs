using System.Buffers;
using System.Buffers.Binary;
using Npgsql;

namespace Monitor.Web.Store;

/// <summary>
/// Rows of stream, time and packed values in PostgreSQL's binary COPY format, written by hand into one buffer and sent at once: the driver's own importer awaits
/// each column, which costs more than the row. For one writer; the buffer is kept.
/// </summary>
internal sealed class TickCopy(string table)
{
    private const int RowOverhead = 2 + 4 + 4 + 4 + 8 + 4;
    private const short Columns = 3;
    private static readonly long Epoch = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    /// <summary>The signature, no flags, no extension.</summary>
    private static readonly byte[] Head = [.. "PGCOPY\n"u8, 0xff, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>
    /// PostgreSQL puts rows of a COPY aside and writes up to a thousand together, for which it notes the table's layout once for each row in one table of notes, all in the same place of it:
    /// what that costs grows with the square of the rows. A condition that it has to ask for each row makes it write them as they come.
    /// </summary>
    private const int MostAside = 300;

    private readonly string _statement = $"COPY {table} (stream_id, ts, v) FROM STDIN (FORMAT BINARY)";
    private readonly string _asTheyCome = $"COPY {table} (stream_id, ts, v) FROM STDIN (FORMAT BINARY) WHERE random() < 2";
    private readonly ArrayBufferWriter<byte> _rows = new(256 * 1024);
    private int _count;

    public void Clear()
    {
        _rows.ResetWrittenCount();
        _count = 0;
    }

    public void Add(TickRow tick)
    {
        if (_rows.WrittenCount == 0)
        {
            _rows.Write(Head);
        }

        var packed = tick.Packed.Span;
        var row = _rows.GetSpan(RowOverhead + packed.Length);
        BinaryPrimitives.WriteInt16BigEndian(row, Columns);
        BinaryPrimitives.WriteInt32BigEndian(row[2..], sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(row[6..], tick.StreamId);
        BinaryPrimitives.WriteInt32BigEndian(row[10..], sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(row[14..], (tick.Time.UtcTicks - Epoch) / TimeSpan.TicksPerMicrosecond);
        BinaryPrimitives.WriteInt32BigEndian(row[22..], packed.Length);
        packed.CopyTo(row[RowOverhead..]);
        _rows.Advance(RowOverhead + packed.Length);
        _count++;
    }

    /// <summary>Sends what was added, within the transaction that is open; nothing where nothing was.</summary>
    public async Task SendAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (_rows.WrittenCount == 0)
        {
            return;
        }

        BinaryPrimitives.WriteInt16BigEndian(_rows.GetSpan(2), -1);
        _rows.Advance(2);
        await using var copy = await connection.BeginRawBinaryCopyAsync(_count > MostAside ? _asTheyCome : _statement, cancellationToken);
        await copy.WriteAsync(_rows.WrittenMemory, cancellationToken);
    }
}
