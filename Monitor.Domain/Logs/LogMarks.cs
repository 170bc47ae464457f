namespace Monitor.Domain.Logs;

/// <summary>What was found in a line as it came, and made harmless before it was kept.</summary>
[Flags]
public enum LogMarks
{
    None = 0,

    /// <summary>Line breaks inside the line, which would have begun a line of their own.</summary>
    LineBreak = 1,

    /// <summary>Escape sequences of terminals.</summary>
    Escape = 1 << 1,

    /// <summary>NUL and other control characters.</summary>
    Control = 1 << 2,

    /// <summary>Bytes that are not UTF-8, and halves of surrogate pairs.</summary>
    BrokenText = 1 << 3,

    /// <summary>Marks that turn the direction of writing around.</summary>
    Direction = 1 << 4,

    /// <summary>Conversions of format strings, such as <c>%n</c> and long runs of <c>%s</c>.</summary>
    FormatString = 1 << 5,

    /// <summary>Lookups such as <c>${jndi:…}</c>.</summary>
    Lookup = 1 << 6,

    /// <summary>HTML or script.</summary>
    Markup = 1 << 7,

    /// <summary>Longer than a line may be: the rest was cut off.</summary>
    TooLong = 1 << 8,

    /// <summary>Its own time cannot be right: it stands at the time of its arrival.</summary>
    ForgedTime = 1 << 9,

    /// <summary>It names another host than the one that sent it.</summary>
    ForgedHost = 1 << 10,

    /// <summary>A secret or personal data was masked.</summary>
    Masked = 1 << 11,

    /// <summary>Several lines that belong together, such as a stack trace, joined by the agent.</summary>
    Joined = 1 << 12,
}
