using System.Text.Json;

namespace Monitor.Web.Forecasting.Backtests;

/// <param name="Source">What the file says of where the series are, in words; a hint where a name is not unique.</param>
internal sealed record SeriesOrigins(string Series, string Source, IReadOnlyList<long> Origins);

/// <summary>
/// Which series to forecast from which moments: `{"horizon_steps":48,"step_seconds":300,"sets":{NAME:{"source":…,"series":[…],"origins":[…]}}}`, where origins are
/// seconds since 1970 of the first step, one list for all series of the set or one per series.
/// </summary>
internal sealed record OriginsFile(int Steps, int StepSeconds, IReadOnlyList<SeriesOrigins> Series)
{
    private const string Shape = """Write {"horizon_steps":48,"step_seconds":300,"sets":{"mine":{"series":["web-1"],"origins":[1764201600]}}}.""";

    public static OriginsFile Read(string file)
    {
        if (!File.Exists(file))
        {
            throw new ArgumentException($"There is no file {file}. It says which series to forecast from when. {Shape}");
        }

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file));
            var root = json.RootElement;
            var (steps, seconds) = (Number(root, "horizon_steps"), Number(root, "step_seconds"));
            return new OriginsFile((int)steps, (int)seconds, [.. root.GetProperty("sets").EnumerateObject().SelectMany(set => OfSet(set.Value))]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ArgumentException($"{file} is no file of origins: {e.Message} {Shape}", e);
        }
    }

    private static long Number(JsonElement root, string name) =>
        root.GetProperty(name).GetInt64() is var number and > 0 and <= 100_000 ? number : throw new FormatException($"`{name}` must be from 1 to 100000.");

    private static IEnumerable<SeriesOrigins> OfSet(JsonElement set)
    {
        var source = set.TryGetProperty("source", out var text) ? text.GetString() ?? "" : "";
        var origins = set.GetProperty("origins");
        foreach (var series in set.GetProperty("series").EnumerateArray())
        {
            var name = series.GetString() ?? throw new FormatException("A series has a name.");
            var own = origins.ValueKind == JsonValueKind.Object ? origins.GetProperty(name) : origins;
            yield return new SeriesOrigins(name, source, [.. own.EnumerateArray().Select(o => o.GetInt64())]);
        }
    }
}
