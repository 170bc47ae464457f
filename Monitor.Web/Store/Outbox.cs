using System.Text.Json;
using Monitor.Data;
using Monitor.Domain.Notifications;
using Monitor.Domain.Problems.Ledger;

namespace Monitor.Web.Store;

/// <summary>Adds an announcement to the context that makes the change, so that both are one transaction.</summary>
public sealed class Outbox(TimeProvider time)
{
    public void Add(MonitorDb db, string kind, string key, object payload) =>
        db.OutboxMessages.Add(new OutboxMessage
        {
            Kind = kind,
            Key = key,
            Payload = JsonSerializer.Serialize(payload),
            CreatedAt = time.GetUtcNow(),
        });

    /// <summary>A notice of a problem, sent or (with a reason) held.</summary>
    public void AddNotice(MonitorDb db, int problemId, ProblemNotice notice, string? heldReason) =>
        db.OutboxMessages.Add(new OutboxMessage
        {
            Kind = ProblemNotice.OutboxKind,
            Key = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"problem/{problemId}"),
            Payload = ProblemNotice.Write(notice),
            CreatedAt = time.GetUtcNow(),
            ProblemId = problemId,
            HeldReason = heldReason,
        });
}
