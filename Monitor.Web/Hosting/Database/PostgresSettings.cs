namespace Monitor.Web.Hosting;

/// <summary>Settings of the embedded server, for a small machine that runs other things too. Rewritten at each start, so that an update reaches old data.</summary>
internal static class PostgresSettings
{
    public const string FileName = "monitor.conf";

    public static string For(string socket) => $"""
        listen_addresses = ''
        unix_socket_directories = '{socket.Replace("'", "''")}'
        unix_socket_permissions = 0700
        max_connections = 60
        superuser_reserved_connections = 5
        shared_buffers = 128MB
        effective_cache_size = 512MB
        random_page_cost = 1.1
        parallel_setup_cost = 20000
        work_mem = 8MB
        maintenance_work_mem = 64MB
        jit = off
        synchronous_commit = on
        wal_compression = on
        max_wal_size = 1GB
        min_wal_size = 128MB
        checkpoint_timeout = 10min
        shared_preload_libraries = 'pg_stat_statements'
        password_encryption = scram-sha-256
        timezone = 'UTC'
        log_timezone = 'UTC'
        logging_collector = on
        log_directory = 'log'
        log_filename = 'server-%a.log'
        log_truncate_on_rotation = on
        log_rotation_age = 1d
        log_rotation_size = 0
        log_min_messages = warning
        log_min_error_statement = panic
        log_line_prefix = '%m [%p] %a '
        cluster_name = 'monitor'
        """;
}
