namespace Monitor.Agent.Delivery;

/// <summary>A record that waits to be acknowledged. Segment 0 is memory.</summary>
/// <param name="Alone">It holds something that counts once by its batch number (an event): it never shares a batch, and keeps its number for ever.</param>
internal sealed record SpoolEntry(long Seq, bool Alone, ReadOnlyMemory<byte> Payload, int Segment, long Offset);
