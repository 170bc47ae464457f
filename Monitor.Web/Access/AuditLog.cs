using System.Text.Json;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Web.Hosting;

namespace Monitor.Web.Access;

/// <summary>Adds audit rows to the context that makes the change, so that both are one transaction. Never hand it a secret.</summary>
public sealed class AuditLog(TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = Options();

    /// <param name="db">The context that also holds the change.</param>
    /// <param name="act">What was done, such as <c>rule.changed</c>.</param>
    /// <param name="subject">The kind of thing, such as <c>rule</c>.</param>
    /// <param name="before">The changed fields before, as an object that serialises to JSON; null for something new.</param>
    public void Add(MonitorDb db, Actor actor, string act, string subject, string subjectId, object? before, object? after) =>
        db.Audit.Add(new AuditEntry
        {
            At = time.GetUtcNow(),
            UserId = actor.UserId,
            ActorName = actor.Name,
            Act = act,
            Subject = subject,
            SubjectId = subjectId,
            Before = before is null ? null : JsonSerializer.Serialize(before, Json),
            After = after is null ? null : JsonSerializer.Serialize(after, Json),
            Address = actor.Address,
        });

    /// <summary>Times as the API shows them, which passes these texts on.</summary>
    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions();
        ApiJson.AddTimes(options.Converters);
        return options;
    }
}
