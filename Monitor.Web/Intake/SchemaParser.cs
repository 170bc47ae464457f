using System.Globalization;
using System.Text;
using System.Text.Json;
using Monitor.Domain.Metrics;
using Monitor.Domain.Wire;
using Monitor.Web.Store;

namespace Monitor.Web.Intake;

/// <summary>Reads schemas: each place becomes a series name or keeps the reason why it cannot be one.</summary>
internal static class SchemaParser
{
    private const int MaximumSchemas = 100;
    private const int MaximumPlaces = 50_000;
    private const int MaximumLabels = 32;

    /// <summary>A series is a key of an index, whose entries have a size in bytes.</summary>
    private const int MaximumNameBytes = 2400;

    public static void Read(ref Utf8JsonReader reader, IncomingBatch batch)
    {
        while (JsonList.Next(ref reader, "schemas"))
        {
            if (batch.Schemas.Count == MaximumSchemas)
            {
                throw new BatchTooMuchException("At most 100 schemas are taken in one batch.");
            }

            batch.Schemas.Add(ReadSchema(ref reader));
        }
    }

    public static ulong ReadId(ref Utf8JsonReader reader)
    {
        ulong id = 0;
        BatchParser.Expect(
            reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length == 16
            && ulong.TryParse(reader.ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out id),
            "A schema's id is 16 hexadecimal digits.");
        return id;
    }

    private static IncomingSchema ReadSchema(ref Utf8JsonReader reader)
    {
        ulong? id = null;
        var places = new List<IncomingSeries>();
        var names = new List<WireSeries>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                id = ReadId(ref reader);
            }
            else if (reader.ValueTextEquals("series"u8))
            {
                reader.Read();
                ReadPlaces(ref reader, places, names);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        BatchParser.Expect(id is not null, "A schema is {id, series}.");

        // Names that could not be decoded have no hash to compare; their places are refused anyway.
        var isGenuine = names.Count != places.Count || ulong.Parse(SchemaId.Of(names), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) == id;
        return new IncomingSchema(id!.Value, places, isGenuine);
    }

    private static void ReadPlaces(ref Utf8JsonReader reader, List<IncomingSeries> places, List<WireSeries> names)
    {
        BatchParser.Expect(reader.TokenType == JsonTokenType.StartArray && places.Count == 0, "The series of a schema are one array.");
        var taken = new HashSet<SeriesName>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (places.Count == MaximumPlaces)
            {
                throw new BatchTooMuchException("At most 50000 series are taken in one schema.");
            }

            var place = ReadPlace(ref reader, names);
            places.Add(place.Fault is null && !taken.Add(place.Name) ? place with { Fault = Refusals.SeriesTwice } : place);
        }
    }

    private static IncomingSeries ReadPlace(ref Utf8JsonReader reader, List<WireSeries> names)
    {
        BatchParser.Expect(
            reader.TokenType == JsonTokenType.StartArray && reader.Read() && reader.TokenType == JsonTokenType.String,
            "A series is [name] or [name, {labels}].");
        var fault = TextCheck.Read(ref reader, Series.MetricLength, out var metric) switch
        {
            Refusals.TextTooLong => Refusals.NameTooLong,
            null => null,
            _ => Refusals.NameInvalid,
        };
        var labels = new List<KeyValuePair<string, string>>();
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            fault = ReadLabels(ref reader, labels) is { } labelFault ? fault ?? labelFault : fault;
            reader.Read();
        }

        BatchParser.Expect(reader.TokenType == JsonTokenType.EndArray, "A series is [name] or [name, {labels}].");
        if (fault is not null)
        {
            return new IncomingSeries(default, fault);
        }

        names.Add(new WireSeries(metric, labels));
        var text = LabelSet.Canonical(labels);
        return text.Length > Series.LabelsLength || Encoding.UTF8.GetByteCount(text) + Encoding.UTF8.GetByteCount(metric) > MaximumNameBytes
            ? new IncomingSeries(default, Refusals.LabelsTooLong)
            : new IncomingSeries(new SeriesName(metric, text), null);
    }

    private static string? ReadLabels(ref Utf8JsonReader reader, List<KeyValuePair<string, string>> labels)
    {
        string? fault = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var nameFault = TextCheck.Read(ref reader, Series.LabelsLength, out var name);
            reader.Read();
            var isEmpty = reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty;
            var valueFault = TextCheck.Read(ref reader, Series.LabelsLength, out var value);
            if (isEmpty)
            {
                valueFault = null;
            }

            if ((nameFault ?? valueFault) is { } broken)
            {
                fault ??= broken == Refusals.TextTooLong ? Refusals.LabelsTooLong : Refusals.LabelsInvalid;
            }
            else if (labels.Count == MaximumLabels || labels.Exists(l => l.Key == name))
            {
                fault ??= Refusals.LabelsInvalid;
            }
            else
            {
                labels.Add(new(name, value));
            }
        }

        return fault;
    }
}
