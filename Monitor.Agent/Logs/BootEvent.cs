using System.Globalization;
using Monitor.Agent.Collectors.Linux;

namespace Monitor.Agent.Logs;

/// <summary>Which start of the system this is, and with which kernel.</summary>
/// <param name="Id">The kernel's random number; null where there is none.</param>
internal sealed record BootFacts(string? Id, string? Kernel, DateTimeOffset? At)
{
    public static BootFacts Read() => new(
        Word("/proc/sys/kernel/random/boot_id"), Word("/proc/sys/kernel/osrelease"),
        OperatingSystem.IsLinux() && BootTimeCollector.TryParse(new ProcFile("/proc/stat").Read(), out var at) ? DateTimeOffset.FromUnixTimeSeconds((long)at) : null);

    private static string? Word(string path)
    {
        try
        {
            return OperatingSystem.IsLinux() ? File.ReadAllText(path).Trim() : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <summary>Says once that the system was started again since the agent last ran, and whether its kernel is another.</summary>
internal static class BootEvent
{
    public const string Rebooted = "host.rebooted";

    public static void Tell(BootFacts now, LogPositions? before, LogRound round, in LogMoment moment)
    {
        if (now.Id is null || before?.Boot is null || before.Boot == now.Id)
        {
            return;
        }

        var at = now.At ?? moment.Wall;
        var text = string.Create(CultureInfo.InvariantCulture, $"The host was started again at {at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
        text += now.Kernel == before.Kernel || before.Kernel is null ? "" : $", with the kernel {now.Kernel} instead of {before.Kernel}";
        round.Event(moment.Corrected(at), Rebooted, text);
    }
}
