using Monitor.Domain.Logs;
using Monitor.Domain.Logs.Records;
using Monitor.Domain.Logs.Templates;
using Monitor.Domain.Metrics;
using Monitor.Web.Store.Logs;

namespace Monitor.Web.Logs.Mining;

/// <summary>Whose line it is: the same on every host, so that what one host taught is known on all.</summary>
internal static class LogProgram
{
    private const string Service = ".service";

    /// <param name="source">Where it came from.</param>
    /// <param name="text">The line.</param>
    /// <param name="message">Without what a file puts before it.</param>
    public static string Of(KnownLogSource source, string text, out ReadOnlySpan<char> message)
    {
        var name = source.Name;
        if (source.Kind == LogSourceKind.File)
        {
            message = LogHead.Skip(text, out var program);
            name = program.Length > 0 ? program : Path.GetFileName(name);
        }
        else
        {
            message = text;
            name = name.EndsWith(Service, StringComparison.Ordinal) && name.Length > Service.Length ? name[..^Service.Length] : name;
        }

        return name.Length == 0 ? "unknown" : WholeText.First(name, LogTemplate.ProgramLength);
    }
}
