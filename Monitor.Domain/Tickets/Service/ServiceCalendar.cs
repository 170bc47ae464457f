namespace Monitor.Domain.Tickets.Service;

/// <summary>When somebody works: the hours of a week in a zone of its own, without its holidays.</summary>
public sealed class ServiceCalendar
{
    public const int NameLength = 100;
    public const int TextLength = 8000;

    public int Id { get; set; }

    public required string Name { get; set; }

    /// <summary>An IANA name such as Europe/Berlin.</summary>
    public required string Zone { get; set; }

    /// <summary>Lines such as <c>MO-FR 09:00-17:00</c>; empty: round the clock.</summary>
    public string Hours { get; set; } = "";

    /// <summary>Lines such as <c>2026-12-25 Christmas</c>.</summary>
    public string Holidays { get; set; } = "";

    /// <summary>Concurrency token (xmin).</summary>
    public uint RowVersion { get; set; }
}
