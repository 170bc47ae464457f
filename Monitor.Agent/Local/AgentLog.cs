using System.Buffers;
using System.Text.Json;

namespace Monitor.Agent.Local;

internal enum LogLevel
{
    Info,
    Warning,
    Error,
}

/// <summary>
/// One JSON line per notable event. The same kind of warning comes at most once a minute, with the number that was held back: a server that is away
/// for a day must not fill a disk with what is said about it.
/// </summary>
internal sealed class AgentLog(Stream output, TimeProvider clock)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _line = new(512);
    private readonly Dictionary<string, Said> _said = new(StringComparer.Ordinal);

    public void Info(string message) => Write(LogLevel.Info, null, message, null);

    public void Error(string message) => Write(LogLevel.Error, null, message, null);

    /// <param name="kind">Warnings of one kind are rate limited together.</param>
    public void Warn(string kind, string message, Exception? exception = null) => Write(LogLevel.Warning, kind, message, exception);

    private void Write(LogLevel level, string? kind, string message, Exception? exception)
    {
        lock (_lock)
        {
            var heldBack = 0;
            if (kind is not null && IsHeldBack(kind, out heldBack))
            {
                return;
            }

            try
            {
                WriteLine(level, message, exception, heldBack);
            }
            catch (IOException)
            {
                // Nobody reads the output any more; that is no reason to stop measuring.
            }
        }
    }

    private bool IsHeldBack(string kind, out int heldBack)
    {
        heldBack = 0;
        var now = clock.GetTimestamp();
        if (_said.TryGetValue(kind, out var said))
        {
            if (clock.GetElapsedTime(said.At, now) < Quiet)
            {
                _said[kind] = said with { HeldBack = said.HeldBack + 1 };
                return true;
            }

            heldBack = said.HeldBack;
        }

        _said[kind] = new Said(now, 0);
        return false;
    }

    private void WriteLine(LogLevel level, string message, Exception? exception, int heldBack)
    {
        _line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_line))
        {
            json.WriteStartObject();
            json.WriteString("time", clock.GetUtcNow().UtcDateTime);
            json.WriteString("level", level switch { LogLevel.Info => "info", LogLevel.Warning => "warning", _ => "error" });
            json.WriteString("message", message);
            if (exception is not null)
            {
                json.WriteString("error", $"{exception.GetType().Name}: {exception.Message}");
            }

            if (heldBack > 0)
            {
                json.WriteNumber("heldBack", heldBack);
            }

            json.WriteEndObject();
        }

        _line.Write("\n"u8);
        output.Write(_line.WrittenSpan);
        output.Flush();
    }

    private readonly record struct Said(long At, int HeldBack);
}
