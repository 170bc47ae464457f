using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monitor.Web.Hosting;

/// <summary>How the HTTP API writes what the framework would write otherwise: times as RFC 3339 with Z; and a request that cannot be read is never answered with an empty body.</summary>
internal static class ApiJson
{
    public static void Add(IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options => AddTimes(options.SerializerOptions.Converters));

        // Answered by LastResort, which says what was wrong.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }

    public static void AddTimes(IList<JsonConverter> converters)
    {
        converters.Add(new TimeConverter());
        converters.Add(new LooseTime());
    }

    private static string Text(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private sealed class TimeConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset().ToUniversalTime();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(Text(value));
    }

    /// <summary>A time without a zone is UTC, as everything that is stored.</summary>
    private sealed class LooseTime : JsonConverter<DateTime>
    {
        public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset().UtcDateTime;

        public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Text(value.Kind == DateTimeKind.Local ? value : new DateTimeOffset(DateTime.SpecifyKind(value, DateTimeKind.Utc))));
    }
}
