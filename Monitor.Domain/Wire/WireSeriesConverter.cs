using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monitor.Domain.Wire;

/// <summary>Reads and writes a series as an array of its metric and, where it has any, its labels.</summary>
public sealed class WireSeriesConverter : JsonConverter<WireSeries>
{
    public override WireSeries Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray || !reader.Read() || reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException("A series is an array of a metric name and an object of labels.");
        }

        var metric = reader.GetString()!;
        var labels = new List<KeyValuePair<string, string>>();
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                if (!reader.Read() || reader.TokenType != JsonTokenType.String)
                {
                    throw new JsonException("The value of a label is a string.");
                }

                labels.Add(new(name, reader.GetString()!));
            }

            reader.Read();
        }

        if (reader.TokenType != JsonTokenType.EndArray)
        {
            throw new JsonException("A series has at most a metric name and labels.");
        }

        return new WireSeries(metric, labels);
    }

    public override void Write(Utf8JsonWriter writer, WireSeries value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(value.Metric);
        if (value.Labels.Count > 0)
        {
            writer.WriteStartObject();
            foreach (var (name, text) in value.Labels)
            {
                writer.WriteString(name, text);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
