using System.Text.Json;
using Monitor.Domain.Detection;
using Monitor.Domain.Problems;
using Monitor.Web.Store;
using Npgsql;
using NpgsqlTypes;

namespace Monitor.Web.Detection;

/// <summary>Writes many anomalies in one statement, within the caller's transaction where there is one. One that is there already is left as it is.</summary>
internal static class AnomalyWriter
{
    /// <summary>Gives those that were new their id and returns how many these are; hosts and series that are gone are left out.</summary>
    public static async Task<int> AddAsync(NpgsqlConnection connection, IReadOnlyList<Anomaly> anomalies, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO anomalies (host_id, subject, series_id, detector, kind, metric, labels, began_at, ended_at, found_at, evidence, score, severity, value, expected, low, high,
                sentence, parts, hold, problem_id)
            SELECT n.host_id, n.subject, s.id, n.detector, n.kind, n.metric, n.labels, n.began_at, n.ended_at, n.found_at, n.evidence, n.score, n.severity, n.value, n.expected, n.low,
                n.high, n.sentence, n.parts, n.hold, n.problem_id
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) AS n(host_id, subject, series_id, detector, kind, metric, labels,
                began_at, ended_at, found_at, evidence, score, severity, value, expected, low, high, sentence, parts, hold, problem_id)
            JOIN hosts h ON h.id = n.host_id LEFT JOIN series s ON s.id = n.series_id WHERE n.series_id IS NULL OR s.id IS NOT NULL
            ON CONFLICT DO NOTHING RETURNING id, host_id, subject, series_id, began_at
            """, connection);
        command.AddColumn(anomalies, a => a.HostId);
        command.AddColumn(anomalies, a => a.Subject.ToString());
        command.AddColumn(anomalies, a => a.SeriesId);
        command.AddColumn(anomalies, a => a.Detector);
        command.AddColumn(anomalies, a => a.Kind.ToString());
        command.AddColumn(anomalies, a => a.Metric);
        command.AddColumn(anomalies, a => a.Labels);
        command.AddColumn(anomalies, a => a.BeganAt);
        command.AddColumn(anomalies, a => a.EndedAt);
        command.AddColumn(anomalies, a => a.FoundAt);
        command.AddColumn(anomalies, a => a.Evidence);
        command.AddColumn(anomalies, a => a.Score);
        command.AddColumn(anomalies, a => a.Severity.ToString());
        command.AddColumn(anomalies, a => Finite(a.Value));
        command.AddColumn(anomalies, a => Finite(a.Expected));
        command.AddColumn(anomalies, a => Finite(a.Low));
        command.AddColumn(anomalies, a => Finite(a.High));
        command.AddColumn(anomalies, a => a.Sentence);
        command.AddColumn(anomalies, a => JsonSerializer.Serialize(a.Parts, JsonSerializerOptions.Default), NpgsqlDbType.Jsonb);
        command.AddColumn(anomalies, a => a.Hold?.ToString());
        command.AddColumn(anomalies, a => a.ProblemId);
        var ids = new Dictionary<AnomalyKey, long>();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                ids[Key(reader)] = reader.GetInt64(0);
            }
        }

        foreach (var anomaly in anomalies)
        {
            anomaly.Id = ids.GetValueOrDefault(AnomalyKey.Of(anomaly));
        }

        return ids.Count;
    }

    /// <summary>Writes down how far anomalies have come; at most one change of each.</summary>
    public static async Task<int> ChangeAsync(NpgsqlConnection connection, IReadOnlyCollection<AnomalyChange> changes, CancellationToken cancellationToken)
    {
        var some = changes.ToList();
        await using var command = new NpgsqlCommand(
            """
            UPDATE anomalies a SET ended_at = coalesce(n.ended_at, a.ended_at), evidence = greatest(a.evidence, n.evidence), score = greatest(a.score, n.score),
                severity = CASE WHEN array_position($9, n.severity) > array_position($9, a.severity) THEN n.severity ELSE a.severity END
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) AS n(host_id, subject, series_id, began_at, ended_at, evidence, score, severity)
            WHERE a.host_id = n.host_id AND a.subject = n.subject AND a.series_id IS NOT DISTINCT FROM n.series_id AND a.began_at = n.began_at
            """, connection);
        command.AddColumn(some, c => c.Key.HostId);
        command.AddColumn(some, c => c.Key.Subject.ToString());
        command.AddColumn(some, c => c.Key.SeriesId);
        command.AddColumn(some, c => c.Key.BeganAt);
        command.AddColumn(some, c => c.EndedAt);
        command.AddColumn(some, c => c.Evidence);
        command.AddColumn(some, c => c.Score);
        command.AddColumn(some, c => c.Severity.ToString());
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Enum.GetNames<Severity>() });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What is no number is not known.</summary>
    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    private static AnomalyKey Key(NpgsqlDataReader reader) => new(
        reader.GetInt32(1), Enum.Parse<AnomalySubject>(reader.GetString(2)), reader.IsDBNull(3) ? null : reader.GetInt32(3), reader.GetFieldValue<DateTimeOffset>(4));
}
