using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Monitor.Web.Hosting;

/// <summary>What of the framework's exceptions at the start is a mistake in the settings or on the machine, in words; anything else is a bug and stays what it is.</summary>
internal static class StartupFault
{
    private const string Binding = "Failed to convert configuration value";

    public static StartupException? Of(Exception fault) => fault switch
    {
        StartupException known => known,
        OptionsValidationException wrong => Wrong(wrong.Failures, wrong),
        AggregateException several when several.Flatten().InnerExceptions.All(e => e is OptionsValidationException) =>
            Wrong(several.Flatten().InnerExceptions.Cast<OptionsValidationException>().SelectMany(e => e.Failures), several),
        // The binder throws no type of its own; its message names the key and the type.
        InvalidOperationException unreadable when unreadable.Message.StartsWith(Binding, StringComparison.Ordinal) => Unreadable(unreadable),
        IOException { InnerException: AddressInUseException } taken => new StartupException(
            $"The port is in use by another program ({taken.Message.TrimEnd('.')}). Choose another with --port.", "port in use", taken),
        _ => null,
    };

    /// <summary>The data annotations' own prefix says which C# member it was; people set keys.</summary>
    private static StartupException Wrong(IEnumerable<string> failures, Exception cause) => new(
        "a setting is wrong. " + string.Join(' ', failures.Select(f => f[(f.IndexOf(": '", StringComparison.Ordinal) is var at and >= 0 ? at + 3 : 0)..].TrimEnd('\'', '.') + ".")),
        "wrong setting", cause);

    private static StartupException Unreadable(InvalidOperationException fault)
    {
        var parts = fault.Message.Split('\'');
        var key = parts.Length > 3 ? parts[3] : "";
        return new StartupException(
            key.Length > 0 ? $"the setting {key.Replace(":", "__", StringComparison.Ordinal)} is wrong: `{parts[1]}` is not {Kind(fault.Message)}." : $"a setting is wrong: {fault.Message}",
            "wrong setting", fault);
    }

    private static string Kind(string message) =>
        message.Contains("Boolean", StringComparison.Ordinal) ? "true or false"
        : message.Contains("TimeSpan", StringComparison.Ordinal) ? "a duration such as 7.00:00:00 (days.hours:minutes:seconds)"
        : message.Contains("Int", StringComparison.Ordinal) ? "a whole number" : "a value of the right kind";
}
