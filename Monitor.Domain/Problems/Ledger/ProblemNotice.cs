using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monitor.Domain.Problems.Ledger;

/// <summary>What the outbox row of a notice carries.</summary>
/// <param name="Text">One sentence that begins with the host's name.</param>
/// <param name="Reason">Why it is sent, or held; null for notices from before the ledger gave reasons.</param>
/// <param name="Ticket">The number of the problem's ticket.</param>
public sealed record ProblemNotice(NoticeKind Kind, Severity Severity, string Text, string? Reason, int? Ticket)
{
    /// <summary>The kind of the outbox rows.</summary>
    public const string OutboxKind = "notice";

    public static string Write(ProblemNotice notice) => JsonSerializer.Serialize(notice, ProblemNoticeJson.Default.ProblemNotice);

    /// <summary>Null for what is no notice.</summary>
    public static ProblemNotice? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ProblemNoticeJson.Default.ProblemNotice);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(ProblemNotice))]
internal sealed partial class ProblemNoticeJson : JsonSerializerContext;
