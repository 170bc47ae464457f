using System.Text.Json;
using Monitor.Domain.Metrics;
using Monitor.Web.Store;

namespace Monitor.Web.Metrics;

/// <summary>A curve as it is sent: <see cref="QueryCurve"/>, without ever being one.</summary>
internal static class CurveJson
{
    public static void Write(Utf8JsonWriter json, SeriesCurve curve)
    {
        var (series, summary) = (curve.Series, curve.Curve.Summary);
        json.WriteStartObject();
        json.WriteNumber("id", series.Id);
        json.WriteNumber("hostId", series.HostId);
        json.WriteString("metric", series.Metric);
        json.WriteString("labels", series.Labels);
        json.WriteString("unit", MetricCatalog.Find(series.Metric).Unit.ToString());
        json.WriteStartObject("summary");
        json.WriteNumber("count", summary.Count);
        Number(json, "average", summary.Average);
        Number(json, "minimum", summary.Minimum);
        Number(json, "maximum", summary.Maximum);
        Number(json, "last", summary.Last);
        json.WriteEndObject();
        json.WriteStartArray("points");
        foreach (var point in curve.Curve.Points)
        {
            Point(json, point);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>[time, value]; null for a gap, and for what JSON has no number for.</summary>
    public static void Point(Utf8JsonWriter json, CurvePoint point)
    {
        json.WriteStartArray();
        json.WriteStringValue(DateTimeOffset.FromUnixTimeMilliseconds(point.Time).UtcDateTime);
        json.WriteDecimal(point.Value);
        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
