using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Monitor.Tests.Logs.Templates;

/// <summary>What PostgreSQL and .NET tell while they work, with the place in the source of the one and the message templates of the other.</summary>
internal static class ServerLogs
{
    private static readonly string[] Words = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"];

    /// <summary>PostgreSQL sends to a session what it logs of it, with file and line.</summary>
    public static async Task<List<LabelledLine>> PostgresAsync(NpgsqlDataSource source)
    {
        var lines = new List<LabelledLine>();
        await using var connection = await source.OpenConnectionAsync();
        connection.Notice += (_, e) => lines.Add(new LabelledLine(e.Notice.MessageText, $"{e.Notice.File}:{e.Notice.Line}"));
        await TryAsync("SET client_min_messages = 'debug1'");
        foreach (var word in Words)
        {
            string[] statements =
            [
                $"CREATE TEMP TABLE {word} (id int PRIMARY KEY, name text NOT NULL UNIQUE, of int CHECK (of > 0))", $"CREATE TEMP TABLE IF NOT EXISTS {word} (id int)", $"INSERT INTO {word} VALUES (1, '{word}', 1)",
                $"INSERT INTO {word} VALUES (1, 'other', 1)", $"INSERT INTO {word} VALUES (2, NULL, 1)", $"INSERT INTO {word} VALUES (3, 'x', -1)", $"SELECT no_{word} FROM {word}", $"SELECT * FROM no_{word}",
                $"SELECT {word}(1)", $"SELECT '{word}'::int", $"SELECT '{word}'::date", "SELECT 1/0", $"SELEC {word}", $"DROP TABLE IF EXISTS none_{word}", $"CREATE INDEX {word}_of ON {word} (of)", $"ANALYZE VERBOSE {word}",
                $"VACUUM {word}", $"SET no_such_{word} = 1", $"SET work_mem = '{word}'", $"ALTER TABLE {word} ADD COLUMN name text", $"ALTER TABLE {word} ADD COLUMN IF NOT EXISTS name text",
                $"DO $$ BEGIN RAISE NOTICE 'hello'; PERFORM {word.Length}/0; END $$", $"ROLLBACK", "COMMIT", $"SELECT set_config('search_path', '{word}', false)", "RESET search_path", $"SET ROLE no_{word}", $"CLUSTER {word}",
                $"TRUNCATE {word} CASCADE", $"DROP SCHEMA IF EXISTS schema_{word}", $"CREATE TEMP SEQUENCE seq_{word} MAXVALUE 1", $"SELECT nextval('seq_{word}'), nextval('seq_{word}')", $"SELECT 99999999999::int + {word.Length}",
            ];
            foreach (var statement in statements)
            {
                await TryAsync(statement);
            }
        }

        return Labelling.SameText(lines);

        async Task TryAsync(string statement)
        {
            try
            {
                await using var command = new NpgsqlCommand(statement, connection);
                await command.ExecuteNonQueryAsync();
            }
            catch (PostgresException e)
            {
                lines.Add(new LabelledLine(e.MessageText, $"{e.File}:{e.Line}"));
            }
        }
    }

    /// <summary>A web server and its clients, at the level of debugging.</summary>
    public static async Task<List<LabelledLine>> DotnetAsync()
    {
        var kept = new KeptLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(kept).SetMinimumLevel(LogLevel.Trace);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddHttpClient();
        builder.Services.AddAuthentication().AddCookie();
        builder.Services.AddAuthorization();
        await using (var application = builder.Build())
        {
            application.UseAuthentication();
            application.UseAuthorization();
            application.MapGet("/items/{name}", (string name) => name.Length > 4 ? Results.NotFound() : Results.Json(new { name }));
            application.MapGet("/number/{n:int}", (int n) => Results.Redirect("/items/x"));
            application.MapGet("/broken/{name}", IResult (string name) => throw new InvalidOperationException(name));
            application.MapGet("/inner", () => "x").RequireAuthorization();
            await application.StartAsync();
            var client = application.Services.GetRequiredService<IHttpClientFactory>().CreateClient("own");
            client.BaseAddress = new Uri(application.Urls.First());
            foreach (var word in Words)
            {
                foreach (var path in (string[])[$"/items/{word}", $"/number/{word.Length}", $"/broken/{word}", $"/none/{word}", "/inner"])
                {
                    using var answer = await client.GetAsync(path);
                    Assert.NotEqual(HttpStatusCode.BadGateway, answer.StatusCode);
                }
            }

            await application.StopAsync();
        }

        return [.. kept.Lines];
    }

    private sealed class KeptLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<LabelledLine> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (state is IReadOnlyList<KeyValuePair<string, object?>> values && values.FirstOrDefault(v => v.Key == "{OriginalFormat}").Value is string format)
            {
                Lines.Enqueue(new LabelledLine(formatter(state, exception), format));
            }
        }

        public void Dispose()
        {
        }
    }
}
