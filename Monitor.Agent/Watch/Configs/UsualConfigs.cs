namespace Monitor.Agent.Watch.Configs;

/// <summary>Whose changes are told where the settings say nothing.</summary>
internal static class UsualConfigs
{
    public static IReadOnlyList<string> Patterns { get; } = !OperatingSystem.IsLinux() ? [] :
    [
        "/etc/fstab", "/etc/hosts", "/etc/resolv.conf", "/etc/crontab", "/etc/cron.d/*", "/etc/sysctl.conf", "/etc/sysctl.d/*.conf", "/etc/ssh/sshd_config", "/etc/ssh/sshd_config.d/*.conf",
        "/etc/nginx/*.conf", "/etc/nginx/conf.d/*.conf", "/etc/nginx/sites-enabled/*", "/etc/apache2/*.conf", "/etc/apache2/sites-enabled/*", "/etc/httpd/conf/*.conf", "/etc/httpd/conf.d/*.conf",
        "/etc/haproxy/*.cfg", "/etc/postgresql/*/*/*.conf", "/etc/mysql/*.cnf", "/etc/mysql/*/*.cnf", "/etc/systemd/system/*.service",
    ];
}
