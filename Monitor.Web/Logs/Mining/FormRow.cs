using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Records;
using Monitor.Domain.Logs.Templates;

namespace Monitor.Web.Logs.Mining;

/// <summary>What is known of a form beside its words, and what of it is in the database.</summary>
internal sealed class FormRow(MinedTemplate form, DateTimeOffset firstSeenAt, int firstHostId)
{
    public MinedTemplate Form => form;

    /// <summary>What this row has become once it was saved: another one where both turned out to be one form.</summary>
    public FormRow Now => Into?.Now ?? this;

    /// <summary>0 until it is saved.</summary>
    public int Id { get; set; }

    public DateTimeOffset FirstSeenAt { get; private set; } = firstSeenAt;

    public int FirstHostId { get; private set; } = firstHostId;

    /// <summary>Whether no server had it, as far as the table knows, before the first line that was mined here.</summary>
    public bool IsNew { get; private set; } = true;

    public DateTimeOffset LastSeenAt { get; private set; }

    public LogSeverity Severity { get; private set; } = LogSeverity.Debug;

    /// <summary>Lines since the last save.</summary>
    public long Lines { get; set; }

    /// <summary>The pattern as it is saved; null before.</summary>
    public string? SavedPattern { get; set; }

    public bool IsChanged => SavedPattern is null || Lines > 0 || !ReferenceEquals(form.Now, form);

    private FormRow? Into { get; set; }

    /// <summary>As it is in the table.</summary>
    public static FormRow Of(MinedTemplate form, LogTemplate saved)
    {
        var row = new FormRow(form, saved.FirstSeenAt, saved.FirstHostId) { Id = saved.Id, SavedPattern = saved.Pattern, IsNew = false };
        row.Learn(saved);
        return row;
    }

    /// <summary>A line has it: the worst severity and the earliest sight stay.</summary>
    public void See(LogSeverity severity, DateTimeOffset at, int hostId)
    {
        Severity = severity < Severity ? severity : Severity;
        LastSeenAt = at > LastSeenAt ? at : LastSeenAt;
        (FirstSeenAt, FirstHostId) = at < FirstSeenAt ? (at, hostId) : (FirstSeenAt, FirstHostId);
    }

    /// <summary>So much of it is in the table.</summary>
    public void Learn(LogTemplate known)
    {
        IsNew = IsNew && known.FirstSeenAt >= FirstSeenAt;
        See(known.Severity, known.FirstSeenAt, known.FirstHostId);
        LastSeenAt = known.LastSeenAt > LastSeenAt ? known.LastSeenAt : LastSeenAt;
    }

    /// <summary>This row goes; the other one has what was known of both.</summary>
    public void MergeInto(FormRow other)
    {
        other.See(Severity, FirstSeenAt, FirstHostId);
        other.LastSeenAt = LastSeenAt > other.LastSeenAt ? LastSeenAt : other.LastSeenAt;
        (other.IsNew, other.Lines, Into) = (other.IsNew && IsNew, other.Lines + Lines, other);
    }
}
