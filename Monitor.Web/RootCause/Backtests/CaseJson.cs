using System.Text.Json;

namespace Monitor.Web.RootCause.Backtests;

/// <summary>A JSON file with an object per case; an <see cref="ArgumentException"/> names file and case of what is wrong.</summary>
internal static class CaseJson
{
    /// <summary>The files of this name below a folder, in an order that does not depend on the machine.</summary>
    public static IReadOnlyList<string> Find(string folder, string name)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, name, SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"{folder} cannot be read: {e.Message}", e);
        }
    }

    public static IReadOnlyList<(string Name, T Case)> Read<T>(string path, string shape, Func<JsonElement, T> read)
    {
        var cases = new List<(string, T)>();
        var name = "";
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            foreach (var property in json.RootElement.EnumerateObject())
            {
                name = property.Name;
                cases.Add((name, read(property.Value)));
            }

            return cases;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException)
        {
            throw new ArgumentException($"{path} cannot be read{(name.Length > 0 ? $" at the case `{name}`" : "")}: {e.Message} Write {shape}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"{path} cannot be read: {e.Message}", e);
        }
    }
}
