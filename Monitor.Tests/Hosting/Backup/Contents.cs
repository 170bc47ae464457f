using Npgsql;

namespace Monitor.Tests.Hosting.Backup;

/// <summary>What a database holds: of each table the number of its rows and a hash over all of them, without the code under test.</summary>
internal static class Contents
{
    public static async Task<IReadOnlyDictionary<string, (long Rows, string Hash)>> ReadAsync(string connectionString)
    {
        await using var source = Source(connectionString);
        await using var connection = await source.OpenConnectionAsync();
        var names = new List<string>();
        await using (var command = new NpgsqlCommand("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1", connection))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                names.Add(reader.GetString(0));
            }
        }

        var contents = new Dictionary<string, (long, string)>();
        foreach (var name in names)
        {
            await using var command = new NpgsqlCommand($"SELECT count(*), coalesce(md5(string_agg(h, '' ORDER BY h)), '') FROM (SELECT md5(t::text) AS h FROM {name} t) AS rows", connection);
            await using var reader = await command.ExecuteReaderAsync();
            await reader.ReadAsync();
            contents.Add(name, (reader.GetInt64(0), reader.GetString(1)));
        }

        return contents;
    }

    public static async Task ExecuteAsync(string connectionString, string statement)
    {
        await using var source = Source(connectionString);
        await using var command = source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<T> ScalarAsync<T>(string connectionString, string query)
    {
        await using var source = Source(connectionString);
        await using var command = source.CreateCommand(query);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private static NpgsqlDataSource Source(string connectionString) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false });
}
