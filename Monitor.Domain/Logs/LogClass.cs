namespace Monitor.Domain.Logs;

/// <summary>Which sources tell of security and audit by what they are, and are kept for longer.</summary>
public static class LogClass
{
    private static readonly HashSet<string> Programs = new(StringComparer.OrdinalIgnoreCase)
    {
        "sshd", "sshd-session", "sshd-auth", "sudo", "sudo-rs", "su", "doas", "login", "auditd", "audisp-syslog", "audispd", "audit", "polkitd", "pkexec", "systemd-logind", "fail2ban", "fail2ban-server",
        "passwd", "chpasswd", "chage", "useradd", "usermod", "userdel", "groupadd", "groupmod", "groupdel", "gpasswd", "sssd", "krb5kdc", "kadmind", "slapd", "radiusd", "freeradius",
    };

    private static readonly string[] Files = ["auth.log", "secure", "faillog", "btmp", "sudo.log"];

    /// <param name="kind">How its lines come in.</param>
    /// <param name="name">The path, the unit (<c>ssh.service</c>) or the program.</param>
    /// <param name="facility">Of syslog (RFC 5424, table 1): 4 and 10 are authorisation, 13 is audit; null where there is none.</param>
    public static LogRetention Of(LogSourceKind kind, string name, int? facility = null)
    {
        if (facility is 4 or 10 or 13)
        {
            return LogRetention.Security;
        }

        var isSecurity = kind == LogSourceKind.File ? IsFile(name) : Programs.Contains(Program(name));
        return isSecurity ? LogRetention.Security : LogRetention.Plain;
    }

    private static bool IsFile(string path)
    {
        var name = path.AsSpan(path.AsSpan().LastIndexOfAny('/', '\\') + 1);
        foreach (var file in Files)
        {
            // auth.log, and auth.log.1 of the same.
            if (name.StartsWith(file, StringComparison.OrdinalIgnoreCase) && (name.Length == file.Length || name[file.Length] is '.' or '-'))
            {
                return true;
            }
        }

        return path.Contains("/audit/", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The unit <c>ssh@12.service</c> is the program sshd, <c>sudo[12]</c> is sudo.</summary>
    private static string Program(string name)
    {
        var end = name.AsSpan().IndexOfAny('@', '[', ':');
        var program = (end < 0 ? name : name[..end]).Trim();
        program = program.EndsWith(".service", StringComparison.OrdinalIgnoreCase) ? program[..^".service".Length] : program;
        program = program.EndsWith(".socket", StringComparison.OrdinalIgnoreCase) ? program[..^".socket".Length] : program;
        return string.Equals(program, "ssh", StringComparison.OrdinalIgnoreCase) ? "sshd" : program[(program.LastIndexOf('/') + 1)..];
    }
}
