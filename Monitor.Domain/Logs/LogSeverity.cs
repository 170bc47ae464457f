namespace Monitor.Domain.Logs;

/// <summary>How serious a line of a log is, by the numbers of syslog (RFC 5424, section 6.2.1): the smaller, the worse.</summary>
public enum LogSeverity : byte
{
    Emergency = 0,
    Alert = 1,
    Critical = 2,
    Error = 3,
    Warning = 4,
    Notice = 5,
    Info = 6,
    Debug = 7,
}
