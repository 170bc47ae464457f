using System.Text;
using System.Text.Json;
using Monitor.Domain.Metrics;

namespace Monitor.Web.Intake;

/// <summary>Reads what a host is made of. It describes and decides nothing: a text that is too long is cut, a broken one is left out.</summary>
internal static class InventoryParser
{
    private const int ReadLength = 4000;

    public static void Read(ref Utf8JsonReader reader, IncomingBatch batch)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        BatchParser.Expect(reader.TokenType == JsonTokenType.StartObject, "The inventory is an object.");
        var inventory = new HostInventory();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = TextCheck.Read(ref reader, 100, out var property) is null ? property : "";
            reader.Read();
            switch (name)
            {
                case "operatingSystem": inventory.OperatingSystem = Text(ref reader, 200); break;
                case "kernel": inventory.Kernel = Text(ref reader, 200); break;
                case "cpuModel": inventory.CpuModel = Text(ref reader, 200); break;
                case "agentVersion": inventory.AgentVersion = Text(ref reader, 50); break;
                case "cpuCount": inventory.CpuCount = (int)Math.Clamp(JsonNumber.Whole(ref reader) ?? 0, 0, 1_000_000); break;
                case "memoryBytes": inventory.MemoryBytes = Math.Max(0, JsonNumber.Whole(ref reader) ?? 0); break;
                case "addresses": inventory.Addresses = Texts(ref reader, 1000); break;
                default: reader.Skip(); break;
            }
        }

        batch.Inventory = inventory;
    }

    private static string Text(ref Utf8JsonReader reader, int length) =>
        TextCheck.Read(ref reader, ReadLength, out var text) is null ? WholeText.First(text, length) : "";

    private static string Texts(ref Utf8JsonReader reader, int length)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return "";
        }

        var all = new StringBuilder();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var one = Text(ref reader, 100);
            if (one.Length > 0 && all.Length + one.Length + 1 <= length)
            {
                all.Append(all.Length > 0 ? "," : "").Append(one);
            }
        }

        return all.ToString();
    }
}
