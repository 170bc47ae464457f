using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Forecasting;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Data.Maps;

internal sealed class PredictionMap : IEntityTypeConfiguration<Prediction>
{
    public void Configure(EntityTypeBuilder<Prediction> builder)
    {
        builder.ToTable("predictions");
        builder.Property(p => p.Fingerprint).HasMaxLength(1300);
        builder.Property(p => p.Metric).HasMaxLength(Series.MetricLength);
        builder.Property(p => p.Labels).HasMaxLength(Series.LabelsLength);
        builder.Property(p => p.Source).HasMaxLength(20);
        builder.Property(p => p.Model).HasMaxLength(40);
        builder.Property(p => p.EndText).HasMaxLength(2000);
        builder.HasIndex(p => p.Fingerprint).IsUnique().HasFilter("ended_at IS NULL").HasDatabaseName("ix_predictions_one_open");
        builder.HasIndex(p => new { p.ProblemId, p.IssuedAt }).IsUnique();
        builder.HasIndex(p => p.EndedAt);
        builder.HasIndex(p => p.HostId);
        builder.HasOne<Host>().WithMany().HasForeignKey(p => p.HostId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Series>().WithMany().HasForeignKey(p => p.SeriesId).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<Rule>().WithMany().HasForeignKey(p => p.RuleId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Problem>().WithMany().HasForeignKey(p => p.ProblemId).OnDelete(DeleteBehavior.Cascade);
    }
}
