using System.Text.Json;
using Monitor.Domain.Metrics;

namespace Monitor.Web.Intake;

/// <summary>Reads the parts of a batch that are no ticks: processes, events and states. A bad one is counted and left out.</summary>
internal static class TextParser
{
    private const int Maximum = 10_000;
    private const int NameLength = 100;

    /// <summary>Objects of a time, a name (called as given) and a text.</summary>
    public static void Read(ref Utf8JsonReader reader, IncomingBatch batch, ReadOnlySpan<byte> nameProperty, int textLength, List<IncomingText> texts)
    {
        while (JsonList.Next(ref reader, "events"))
        {
            ThrowIfFull(texts.Count);
            var (time, name, text, fault) = ((long?)null, "", "", (string?)null);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isName = reader.ValueTextEquals(nameProperty);
                var isText = reader.ValueTextEquals("text"u8);
                var isTime = reader.ValueTextEquals("t"u8);
                reader.Read();
                if (isName)
                {
                    fault = TextCheck.Read(ref reader, NameLength, out name) ?? fault;
                }
                else if (isText)
                {
                    fault = TextCheck.Read(ref reader, textLength, out text) ?? fault;
                }
                else if (isTime)
                {
                    time = JsonNumber.Whole(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }

            if (fault is null && name.Length > 0)
            {
                texts.Add(new IncomingText(time, name, text));
            }
            else
            {
                batch.Refusals.Add(fault ?? Refusals.TextInvalid);
            }
        }
    }

    public static void ReadTops(ref Utf8JsonReader reader, IncomingBatch batch)
    {
        while (JsonList.Next(ref reader, "top"))
        {
            ThrowIfFull(batch.Tops.Count);
            long? time = null;
            var processes = new List<ProcessSample>();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isTime = reader.ValueTextEquals("t"u8);
                var isProcesses = reader.ValueTextEquals("processes"u8);
                reader.Read();
                if (isTime)
                {
                    time = JsonNumber.Whole(ref reader);
                }
                else if (isProcesses)
                {
                    ReadProcesses(ref reader, batch, processes);
                }
                else
                {
                    reader.Skip();
                }
            }

            batch.Tops.Add(new IncomingTop(time, processes));
        }
    }

    private static void ReadProcesses(ref Utf8JsonReader reader, IncomingBatch batch, List<ProcessSample> processes)
    {
        while (JsonList.Next(ref reader, "processes"))
        {
            var (process, fault) = ReadProcess(ref reader);
            if (fault is null && processes.Count < ProcessTopCodec.MaximumProcesses)
            {
                processes.Add(process);
            }
            else
            {
                batch.Refusals.Add(fault ?? Refusals.TooManyProcesses);
            }
        }
    }

    private static (ProcessSample Process, string? Fault) ReadProcess(ref Utf8JsonReader reader)
    {
        var (pid, name, cpu, memory, fault) = ((long?)0, "", (double?)0, (long?)0, (string?)null);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isPid = reader.ValueTextEquals("pid"u8);
            var isName = reader.ValueTextEquals("name"u8);
            var isCpu = reader.ValueTextEquals("cpu"u8);
            var isMemory = reader.ValueTextEquals("memory"u8);
            reader.Read();
            if (isName)
            {
                fault = TextCheck.Read(ref reader, ProcessTopCodec.NameLength, out name) ?? fault;
            }
            else if (isPid)
            {
                pid = JsonNumber.Whole(ref reader);
            }
            else if (isCpu)
            {
                cpu = JsonNumber.Finite(ref reader);
            }
            else if (isMemory)
            {
                memory = JsonNumber.Whole(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        fault ??= pid is null or < 0 or > int.MaxValue || cpu is null || memory is null ? Refusals.NotNumber : null;
        return (new ProcessSample((int)Math.Clamp(pid ?? 0, 0, int.MaxValue), name, cpu ?? 0, memory ?? 0), fault);
    }

    private static void ThrowIfFull(int count)
    {
        if (count == Maximum)
        {
            throw new BatchTooMuchException("At most 10000 processes' ticks, events or states are taken in one batch.");
        }
    }
}
