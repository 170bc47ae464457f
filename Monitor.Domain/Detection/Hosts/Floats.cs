using System.Runtime.InteropServices;

namespace Monitor.Domain.Detection.Hosts;

/// <summary>Arrays of numbers in a stream, of a length that the reader knows.</summary>
internal static class Floats
{
    public static void Write(BinaryWriter writer, ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            writer.Write(value);
        }
    }

    public static float[] Read(BinaryReader reader, int count)
    {
        var values = new float[count];
        foreach (ref var value in values.AsSpan())
        {
            value = reader.ReadSingle();
        }

        return values;
    }

    public static void Write(BinaryWriter writer, sbyte[] values) => writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));

    public static sbyte[] ReadBytes(BinaryReader reader, int count)
    {
        var values = new sbyte[count];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
