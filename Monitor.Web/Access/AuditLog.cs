using System.Text.Json;
using Monitor.Data;
using Monitor.Domain.Access;

namespace Monitor.Web.Access;

/// <summary>Adds audit rows to the context that makes the change, so that both are one transaction. Never hand it a secret.</summary>
public sealed class AuditLog(TimeProvider time)
{
    /// <param name="db">The context that also holds the change.</param>
    /// <param name="act">What was done, such as <c>rule.changed</c>.</param>
    /// <param name="subject">The kind of thing, such as <c>rule</c>.</param>
    /// <param name="before">The changed fields before, as an object that serialises to JSON; null for something new.</param>
    public void Add(MonitorDb db, Actor actor, string act, string subject, string subjectId, object? before, object? after) =>
        db.Audit.Add(new AuditEntry
        {
            At = time.GetUtcNow(),
            UserId = actor.UserId,
            Actor = actor.Name,
            Act = act,
            Subject = subject,
            SubjectId = subjectId,
            Before = before is null ? null : JsonSerializer.Serialize(before),
            After = after is null ? null : JsonSerializer.Serialize(after),
            Address = actor.Address,
        });
}
