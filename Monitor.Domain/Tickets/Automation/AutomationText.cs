using System.Text.Json;
using System.Text.Json.Serialization;
using Monitor.Domain.Metrics;

namespace Monitor.Domain.Tickets.Automation;

/// <summary>
/// Conditions and actions as JSON, as they are kept: <c>[{"field":"Priority","test":"Is","value":"High"}]</c> and <c>[{"do":"AddTag","value":"vip"}]</c>. Read
/// strictly: a name that is not known, a part that is missing or too much, and a list that is too long are refused with a sentence.
/// </summary>
public static class AutomationText
{
    public static string Write(IReadOnlyList<AutomationCondition> conditions) => JsonSerializer.Serialize(
        [.. conditions.Select(c => new StoredCondition { Field = c.Field.ToString(), Test = c.Test.ToString(), Value = c.Value })], AutomationJson.Default.StoredConditionArray);

    public static string Write(IReadOnlyList<AutomationAction> actions) => JsonSerializer.Serialize(
        [.. actions.Select(a => new StoredAction { Do = a.Deed.ToString(), Value = a.Value })], AutomationJson.Default.StoredActionArray);

    /// <returns>Why not; null when <paramref name="conditions"/> is all that was read.</returns>
    public static string? Read(string json, out IReadOnlyList<AutomationCondition> conditions)
    {
        conditions = [];
        var read = new List<AutomationCondition>();
        if (Stored(json, AutomationJson.Default.StoredConditionArray) is not { } stored || stored.Length > AutomationCheck.MostConditions)
        {
            return $"Conditions are a list of at most {AutomationCheck.MostConditions} objects with field, test and value.";
        }

        foreach (var one in stored)
        {
            if (one is not { Field: { } field, Test: { } test, Value: { } value })
            {
                return "A condition has a field, a test and a value.";
            }

            if (!IsName(field, out AutomationField known))
            {
                return $"There is no field {Short(field)}. There are {string.Join(", ", Enum.GetNames<AutomationField>())}.";
            }

            if (!IsName(test, out AutomationTest knownTest))
            {
                return $"There is no test {Short(test)}. There are {string.Join(", ", Enum.GetNames<AutomationTest>())}.";
            }

            read.Add(new AutomationCondition(known, knownTest, value));
        }

        conditions = read;
        return null;
    }

    /// <returns>Why not; null when <paramref name="actions"/> is all that was read.</returns>
    public static string? Read(string json, out IReadOnlyList<AutomationAction> actions)
    {
        actions = [];
        var read = new List<AutomationAction>();
        if (Stored(json, AutomationJson.Default.StoredActionArray) is not { } stored || stored.Length > AutomationCheck.MostActions)
        {
            return $"Actions are a list of at most {AutomationCheck.MostActions} objects with do and value.";
        }

        foreach (var one in stored)
        {
            if (one is not { Do: { } deed, Value: { } value })
            {
                return "An action has do and a value.";
            }

            if (!IsName(deed, out AutomationDeed known))
            {
                return $"There is no action {Short(deed)}. There are {string.Join(", ", Enum.GetNames<AutomationDeed>())}.";
            }

            read.Add(new AutomationAction(known, value));
        }

        actions = read;
        return null;
    }

    private static T[]? Stored<T>(string json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T[]> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>By name only: a number is none.</summary>
    private static bool IsName<T>(string text, out T value)
        where T : struct, Enum => Enum.TryParse(text, out value) && value.ToString() == text;

    private static string Short(string text) => WholeText.Cut(text, 41);
}

internal sealed record StoredCondition
{
    public string? Field { get; init; }

    public string? Test { get; init; }

    public string? Value { get; init; }
}

internal sealed record StoredAction
{
    public string? Do { get; init; }

    public string? Value { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(StoredCondition[]))]
[JsonSerializable(typeof(StoredAction[]))]
internal sealed partial class AutomationJson : JsonSerializerContext;
