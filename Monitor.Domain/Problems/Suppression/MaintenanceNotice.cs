using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monitor.Domain.Problems.Suppression;

/// <summary>What the outbox row of a notice about maintenance carries. Its key begins with <see cref="KeyPrefix"/> and is unique.</summary>
/// <param name="HostIds">The hosts that it is about, at most <see cref="MostHosts"/>: who is limited sees the notices about his own.</param>
public sealed record MaintenanceNotice(string Text, int WindowId, IReadOnlyList<int> HostIds)
{
    public const string KeyPrefix = "maintenance/";
    public const int MostHosts = 2000;

    public static string Write(MaintenanceNotice notice) => JsonSerializer.Serialize(notice, MaintenanceNoticeJson.Default.MaintenanceNotice);

    /// <summary>Null for what is no such notice.</summary>
    public static MaintenanceNotice? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, MaintenanceNoticeJson.Default.MaintenanceNotice) is { HostIds: not null, Text: not null } notice ? notice : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSerializable(typeof(MaintenanceNotice))]
internal sealed partial class MaintenanceNoticeJson : JsonSerializerContext;
