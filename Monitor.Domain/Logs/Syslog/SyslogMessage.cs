namespace Monitor.Domain.Logs.Syslog;

/// <summary>One message of syslog, taken apart. Texts are as they came: not cleaned, and what was no UTF-8 is replaced.</summary>
/// <param name="Facility">0 to 23 (RFC 5424, table 1); null where the message has no priority.</param>
/// <param name="Severity">Null where the message has no priority.</param>
/// <param name="Time">As the sender says; null where it says none that can be read.</param>
/// <param name="Host">The name by which the sender calls the machine; null where it says none.</param>
/// <param name="Program">Who wrote the line; <c>syslog</c> where it does not say.</param>
/// <param name="Text">The message, after the program and the number of its process, where it has one.</param>
public sealed record SyslogMessage(int? Facility, LogSeverity? Severity, DateTimeOffset? Time, string? Host, string Program, string Text);
