using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Templates;

namespace Monitor.Web.Logs.Mining;

/// <summary>What is known of a form beside its words, and what of it is in the database.</summary>
internal sealed class FormRow(MinedTemplate form, DateTimeOffset firstSeenAt, int firstHostId)
{
    public MinedTemplate Form => form;

    /// <summary>0 until it is saved.</summary>
    public int Id { get; set; }

    public DateTimeOffset FirstSeenAt => firstSeenAt;

    public int FirstHostId => firstHostId;

    public DateTimeOffset LastSeenAt { get; set; }

    public LogSeverity Severity { get; set; } = LogSeverity.Debug;

    /// <summary>Lines since the last save.</summary>
    public long Lines { get; set; }

    /// <summary>The pattern as it is saved; null before.</summary>
    public string? SavedPattern { get; set; }

    public bool IsChanged => SavedPattern is null || Lines > 0 || !ReferenceEquals(form.Now, form);
}
