using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Monitor.Agent.Logs;

/// <summary>One entry of the journal. <see cref="Unit"/> is the unit or, where there is none, the program.</summary>
/// <param name="Cursor">The journal's own word for the place.</param>
/// <param name="Message">Null where the entry was too long to be read.</param>
/// <param name="MessageId">What kind of message it is, by the journal's catalogue; whoever writes says so.</param>
internal sealed record JournalEntry(string Cursor, DateTimeOffset Time, string Unit, string? Message, int? Severity, string? MessageId)
{
    public const string Fields = "MESSAGE,MESSAGE_ID,PRIORITY,SYSLOG_IDENTIFIER,_SYSTEMD_UNIT,UNIT,_TRANSPORT,_COMM,_PID";

    /// <summary>What the server takes as the name of a source.</summary>
    public const int MostUnitLength = 400;

    private const string Init = "1";
    private const string Kernel = "kernel";

    private static readonly string[] UnitEndings = [".service", ".socket", ".mount", ".automount", ".swap", ".target", ".path", ".timer", ".slice", ".scope", ".device"];

    /// <summary>The first process of the system wrote it. The journal knows by itself who writes, and whose process it is (the fields whose names begin with an underscore).</summary>
    public bool IsOfInit { get; init; }

    /// <summary>The unit whose process wrote it, whatever it says; empty for none.</summary>
    public string Writer { get; init; } = "";

    /// <summary>Reads a line of <c>journalctl -o json</c>. Null where it is none. A field is a text, a list of bytes where it is no plain text, or a list of both.</summary>
    public static JournalEntry? TryParse(ReadOnlySpan<byte> line)
    {
        try
        {
            return Parse(line);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            // Broken off, or not of this form.
            return null;
        }
    }

    /// <summary>Of a line whose end is missing, where the beginning has it.</summary>
    public static string? CursorOf(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line, isFinalBlock: false, default);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("__CURSOR"u8))
                {
                    return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                }
            }
        }
        catch (JsonException)
        {
            // No entry.
        }

        return null;
    }

    private static JournalEntry? Parse(ReadOnlySpan<byte> line)
    {
        string? cursor = null, time = null, message = null, id = null, priority = null, program = null, unit = null, subject = null, transport = null, command = null, process = null;
        var reader = new Utf8JsonReader(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ref var field = ref cursor;
            if (reader.ValueTextEquals("__CURSOR"u8)) { field = ref cursor; }
            else if (reader.ValueTextEquals("__REALTIME_TIMESTAMP"u8)) { field = ref time; }
            else if (reader.ValueTextEquals("MESSAGE"u8)) { field = ref message; }
            else if (reader.ValueTextEquals("MESSAGE_ID"u8)) { field = ref id; }
            else if (reader.ValueTextEquals("PRIORITY"u8)) { field = ref priority; }
            else if (reader.ValueTextEquals("SYSLOG_IDENTIFIER"u8)) { field = ref program; }
            else if (reader.ValueTextEquals("_SYSTEMD_UNIT"u8)) { field = ref unit; }
            else if (reader.ValueTextEquals("UNIT"u8)) { field = ref subject; }
            else if (reader.ValueTextEquals("_TRANSPORT"u8)) { field = ref transport; }
            else if (reader.ValueTextEquals("_COMM"u8)) { field = ref command; }
            else if (reader.ValueTextEquals("_PID"u8)) { field = ref process; }
            else
            {
                reader.Read();
                reader.Skip();
                continue;
            }

            reader.Read();
            field = Text(ref reader);
        }

        if (cursor is null || message is null || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
            || microseconds / 1000 > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return null;
        }

        // A session is made anew each time: its programs are what stays.
        var isOfInit = process == Init;
        var source = transport == "kernel" ? Kernel
            : isOfInit && !string.IsNullOrEmpty(subject) ? subject
            : !string.IsNullOrEmpty(unit) && !unit.EndsWith(".scope", StringComparison.Ordinal) ? unit
            : Claimed(program) ?? (string.IsNullOrEmpty(command) ? null : command) ?? (string.IsNullOrEmpty(unit) ? "unknown" : unit);
        var severity = int.TryParse(priority, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 7 ? number : (int?)null;
        return new JournalEntry(cursor, DateTimeOffset.FromUnixTimeMilliseconds(microseconds / 1000), Named(source), message, severity, id)
        {
            IsOfInit = isOfInit, Writer = transport == "kernel" ? Kernel : unit is null ? "" : Named(unit),
        };
    }

    /// <summary>What a program calls itself, unless that is a unit's name or the kernel's, which are not its to take.</summary>
    private static string? Claimed(string? program) =>
        string.IsNullOrEmpty(program) || program == Kernel || UnitEndings.Any(ending => program.EndsWith(ending, StringComparison.Ordinal)) ? null : program;

    private static string Named(string name) => (name.Length > MostUnitLength ? name[..MostUnitLength] : name).Replace('\0', '\ufffd');

    private static string? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return null;
        }

        var bytes = new List<byte>();
        string? first = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.Number)
            {
                bytes.Add(reader.GetByte());
            }
            else
            {
                // The same field several times: the first one counts.
                first ??= Text(ref reader);
            }
        }

        return first ?? Encoding.UTF8.GetString([.. bytes]);
    }
}
