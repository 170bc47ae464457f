using System.Text.Json;
using Monitor.Domain.Metrics;

namespace Monitor.Web.Metrics;

/// <summary>Measured values in JSON. The writer's own way of finding the shortest text of a double takes longer than all else that is written of a curve.</summary>
internal static class JsonDecimals
{
    /// <summary>A number; null for what JSON has no number for.</summary>
    public static void WriteDecimal(this Utf8JsonWriter json, double value)
    {
        if (!double.IsFinite(value))
        {
            json.WriteNullValue();
            return;
        }

        Span<byte> text = stackalloc byte[DecimalText.MaximumLength];
        json.WriteRawValue(text[..DecimalText.Write(value, text)], skipInputValidation: true);
    }
}
