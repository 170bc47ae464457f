using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Monitor.Web.Intake.Otlp;

/// <summary>
/// Reads texts of a JSON document of which one may hold half of a surrogate pair or broken UTF-8. What is broken becomes U+FFFD, as it does in Protocol Buffers; all else
/// of the call stays as it is.
/// </summary>
internal static class BrokenJson
{
    public static string SafeText(this JsonElement text)
    {
        try
        {
            return text.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(text));
            reader.Read();
            return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(LineText.Read(ref reader) ?? ""));
        }
    }

    /// <summary>Empty for one that is no text: nobody looks for it.</summary>
    public static string SafeName(this JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    /// <summary>The last member of that name.</summary>
    public static bool TryFind(this JsonElement one, string name, out JsonElement value)
    {
        try
        {
            return one.TryGetProperty(name, out value);
        }
        catch (InvalidOperationException) when (one.ValueKind == JsonValueKind.Object)
        {
            // Another name is broken.
            var found = one.EnumerateObject().Where(p => p.SafeName() == name).Select(p => (JsonElement?)p.Value).LastOrDefault();
            value = found ?? default;
            return found is not null;
        }
    }
}
