namespace Monitor.Agent.Logs;

/// <summary>What is read where the settings say nothing: the journal where this user may, else the files of syslog, and what was installed in either case.</summary>
internal static class UsualLogs
{
    public const string PackageLog = "/var/log/dpkg.log";

    private static readonly string[] Journals = ["/var/log/journal", "/run/log/journal"];

    public static IReadOnlyList<LogFileSettings> Files(bool withJournal) =>
        !OperatingSystem.IsLinux() ? []
        : withJournal ? [Packages]
        : [.. new[] { "syslog", "messages", "auth.log", "secure", "kern.log" }.Select(static name => new LogFileSettings { Path = "/var/log/" + name, Join = false }), Packages];

    /// <summary>Root and the groups adm and systemd-journal may.</summary>
    public static bool IsJournalReadable()
    {
        try
        {
            foreach (var file in Journals.Where(Directory.Exists).SelectMany(static folder => Directory.EnumerateFiles(folder, "system.journal", SearchOption.AllDirectories)))
            {
                FileOpener.Open(file).Dispose();
                return true;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Not for this user.
        }

        return false;
    }

    /// <summary>Of each package dpkg writes many steps; what was changed is said once.</summary>
    private static LogFileSettings Packages { get; } = new() { Path = PackageLog, Join = false };
}
