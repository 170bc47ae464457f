using Microsoft.EntityFrameworkCore;
using Monitor.Data;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;
using Npgsql;
using NpgsqlTypes;

namespace Monitor.Tests.Bench;

/// <summary>The database of the server under load: two years of tickets with their comments put there by COPY, and a token for a person who works on them.</summary>
internal sealed class TicketStock(EmbeddedPostgres postgres) : IAsyncDisposable
{
    private const int People = 300;
    private const int Hosts = 500;
    private static readonly string[] States = ["New", "Open", "Pending", "Resolved"];
    private static readonly string[] Priorities = ["Medium", "Medium", "Medium", "Low", "High", "Urgent"];
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(postgres.OwnerConnectionString);

    public int ProcessId => postgres.ProcessId!.Value;

    public static async Task<TicketStock> OpenAsync(string data, CancellationToken cancellationToken) =>
        new(await EmbeddedPostgres.StartAsync(data, TestBinaries.Locate(), _ => { }, cancellationToken));

    public async Task<string> TokenAsync(CancellationToken cancellationToken)
    {
        await using var db = Db();
        var now = TimeProvider.System.GetUtcNow();
        var text = Secret.NewText();
        var admin = await db.Users.SingleAsync(u => u.UserName == "admin", cancellationToken);
        var token = new ApiToken
        {
            UserId = admin.Id, Name = "bench", SecretHash = Secret.Hash(text), Scopes = $"{TokenScopes.Read} {TokenScopes.TicketsWrite}", CreatedAt = now, ExpiresAt = now.AddDays(1),
        };
        db.ApiTokens.Add(token);
        await db.SaveChangesAsync(cancellationToken);
        return new Secret(Secret.ApiTokenPrefix, token.Id, text).Format();
    }

    public async Task FillAsync(int tickets, CancellationToken cancellationToken)
    {
        await using var db = Db();
        var now = TimeProvider.System.GetUtcNow();
        var users = Enumerable.Range(1, People).Select(i => new MonitorUser
        {
            UserName = $"bench-{i}", NormalizedUserName = $"BENCH-{i}", DisplayName = $"Person {i}", Role = i <= 30 ? Roles.Technician : Roles.EndUser, CreatedAt = now,
        }).ToList();
        var teams = Enumerable.Range(1, 6).Select(i => new Team { Name = $"Bench team {i}" }).ToList();
        var hosts = Enumerable.Range(1, Hosts).Select(i => new Host { Key = Guid.NewGuid(), Name = $"bench-{i}", GroupId = HostGroup.FleetId, CreatedAt = now }).ToList();
        var categories = Enumerable.Range(1, 20).Select(i => new TicketCategory { Name = $"Bench category {i}" }).ToList();
        db.AddRange(users);
        db.AddRange(teams);
        db.AddRange(hosts);
        db.AddRange(categories);
        await db.SaveChangesAsync(cancellationToken);
        var choice = new Choice([.. users.Select(u => u.Id)], [.. teams.Select(t => t.Id)], [.. hosts.Select(h => h.Id)], [.. categories.Select(c => c.Id)]);
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await CopyTicketsAsync(connection, tickets, choice, now, cancellationToken);
        await CopyEntriesAsync(connection, tickets, choice, now, cancellationToken);
        await ExecuteAsync(connection, "SELECT setval(pg_get_serial_sequence('tickets', 'id'), max(id)), setval('ticket_numbers', max(number)) FROM tickets", cancellationToken);
        await ExecuteAsync(connection, "VACUUM ANALYZE", cancellationToken);
    }

    public async Task ForgetSpentAsync(CancellationToken cancellationToken)
    {
        await using var connection = await AllSeeingAsync(cancellationToken);
        await ExecuteAsync(connection, "SELECT pg_stat_statements_reset()", cancellationToken);
    }

    /// <summary>The forty statements on which the database spent most since then: ms in all, how often, and how they begin.</summary>
    public async Task<string> SpentAsync(CancellationToken cancellationToken)
    {
        await using var connection = await AllSeeingAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            SELECT string_agg(format('%s ms %s x %s', lpad(ms, 10), lpad(calls, 7), query), chr(10)) FROM (
                SELECT round((total_exec_time + total_plan_time)::numeric, 1)::text AS ms, calls::text, left(regexp_replace(query, '\s+', ' ', 'g'), 220) AS query
                FROM pg_stat_statements ORDER BY total_exec_time + total_plan_time DESC LIMIT 40) AS most
            """, connection);
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Only a superuser sees the statements of others.</summary>
    private async Task<NpgsqlConnection> AllSeeingAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(postgres.ConnectionString(PostgresSecrets.Superuser)) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    private static async Task CopyTicketsAsync(NpgsqlConnection connection, int count, Choice choice, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var words = new TicketWords(1);
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            COPY tickets (id, number, title, description, kind, source, state, impact, urgency, priority, category_id, team_id, host_id, requester_user_id,
                assignee_user_id, created_at, updated_at, resolved_at, reopened_count, acknowledged_note, snooze_note, touched) FROM STDIN (FORMAT BINARY)
            """, cancellationToken);
        for (var i = 1; i <= count; i++)
        {
            var random = words.Random;
            var at = now.AddMinutes(-10.5 * (count - i) - 1);
            var state = i > count - (count / 25) ? States[random.Next(States.Length)] : "Closed";
            await copy.StartRowAsync(cancellationToken);
            foreach (var value in new object?[]
            {
                i, i, words.Title(), words.Text(15, 60), random.Next(4) == 0 ? "Request" : "Incident", "Portal", state, "Medium", "Medium", Priorities[random.Next(Priorities.Length)],
                Choice.Of(choice.Categories, random), Choice.Of(choice.Teams, random), random.Next(3) == 0 ? Choice.Of(choice.Hosts, random) : null, Choice.Of(choice.Users, random),
                random.Next(4) == 0 ? null : choice.Users[random.Next(30)], at, at.AddMinutes(random.Next(5)), state is "Closed" or "Resolved" ? at.AddMinutes(4) : null, 0, "", "", true,
            })
            {
                await WriteAsync(copy, value, cancellationToken);
            }
        }

        await copy.CompleteAsync(cancellationToken);
    }

    /// <summary>Who opened it, and of most a comment or two.</summary>
    private static async Task CopyEntriesAsync(NpgsqlConnection connection, int tickets, Choice choice, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var words = new TicketWords(2);
        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY ticket_entries (ticket_id, at, user_id, kind, text, is_internal, spent_minutes) FROM STDIN (FORMAT BINARY)", cancellationToken);
        for (var i = 1; i <= tickets; i++)
        {
            for (var j = words.Random.Next(3); j >= 0; j--)
            {
                await copy.StartRowAsync(cancellationToken);
                foreach (var value in new object?[]
                {
                    i, now.AddMinutes(-10.5 * (tickets - i)), Choice.Of(choice.Users, words.Random), j == 0 ? "Opened" : "Comment", j == 0 ? "Opened by bench." : words.Text(8, 30),
                    words.Random.Next(5) == 0, 0,
                })
                {
                    await WriteAsync(copy, value, cancellationToken);
                }
            }
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static Task WriteAsync(NpgsqlBinaryImporter copy, object? value, CancellationToken cancellationToken) => value switch
    {
        null => copy.WriteNullAsync(cancellationToken),
        int number => copy.WriteAsync(number, NpgsqlDbType.Integer, cancellationToken),
        bool yes => copy.WriteAsync(yes, NpgsqlDbType.Boolean, cancellationToken),
        DateTimeOffset at => copy.WriteAsync(at.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken),
        _ => copy.WriteAsync(value.ToString()!, NpgsqlDbType.Text, cancellationToken),
    };

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statement, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private MonitorDb Db() => new(new DbContextOptionsBuilder<MonitorDb>().UseNpgsql(_source).Options);

    public async ValueTask DisposeAsync() => await _source.DisposeAsync();

    private sealed record Choice(int[] Users, int[] Teams, int[] Hosts, int[] Categories)
    {
        public static int? Of(int[] ids, Random random) => ids[random.Next(ids.Length)];
    }
}
