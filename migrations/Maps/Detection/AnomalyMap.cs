using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Detection;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;

namespace Monitor.Data.Maps;

internal sealed class AnomalyMap : IEntityTypeConfiguration<Anomaly>
{
    public void Configure(EntityTypeBuilder<Anomaly> builder)
    {
        builder.ToTable("anomalies");
        builder.Property(a => a.Detector).HasMaxLength(Anomaly.DetectorLength);
        builder.Property(a => a.Metric).HasMaxLength(Series.MetricLength);
        builder.Property(a => a.Labels).HasMaxLength(Series.LabelsLength);
        builder.Property(a => a.Sentence).HasMaxLength(Anomaly.SentenceLength);
        builder.Property(a => a.Parts).HasColumnType("jsonb").HasConversion(
            parts => JsonSerializer.Serialize(parts, JsonSerializerOptions.Default),
            json => JsonSerializer.Deserialize<List<AnomalyPart>>(json, JsonSerializerOptions.Default)!,
            new ValueComparer<IReadOnlyList<AnomalyPart>>((a, b) => ReferenceEquals(a, b), parts => parts.Count, parts => parts));
        builder.HasIndex(a => new { a.HostId, a.Subject, a.SeriesId, a.BeganAt }).IsUnique().AreNullsDistinct(false);
        builder.HasIndex(a => a.BeganAt);
        builder.HasIndex(a => new { a.SeriesId, a.BeganAt });
        builder.HasIndex(a => a.HostId).HasFilter("ended_at IS NULL").HasDatabaseName("ix_anomalies_open");
        builder.HasOne<Host>().WithMany().HasForeignKey(a => a.HostId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Series>().WithMany().HasForeignKey(a => a.SeriesId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Problem>().WithMany().HasForeignKey(a => a.ProblemId).OnDelete(DeleteBehavior.SetNull);
    }
}
