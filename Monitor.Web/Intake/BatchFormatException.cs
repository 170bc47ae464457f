namespace Monitor.Web.Intake;

/// <summary>The body is JSON but no batch; the message says what was expected.</summary>
internal sealed class BatchFormatException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>The batch holds more of something than one batch may.</summary>
internal sealed class BatchTooMuchException(string message) : Exception(message);
