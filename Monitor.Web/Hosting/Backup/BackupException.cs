namespace Monitor.Web.Hosting;

/// <summary>A backup could not be written or read back; the message says what to do next.</summary>
public sealed class BackupException(string message, Exception? cause = null) : Exception(message, cause);
