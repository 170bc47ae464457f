using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Metrics;

namespace Monitor.Data.Maps;

internal sealed class SeriesMap : IEntityTypeConfiguration<Series>
{
    public void Configure(EntityTypeBuilder<Series> builder)
    {
        builder.ToTable("series");
        builder.Property(s => s.Metric).HasMaxLength(Series.MetricLength);
        builder.Property(s => s.Labels).HasMaxLength(Series.LabelsLength);
        builder.HasIndex(s => new { s.StreamId, s.Ordinal }).IsUnique();
        builder.HasIndex(s => new { s.StreamId, s.Metric, s.Labels }).IsUnique();
        builder.HasIndex(s => s.Metric);
        builder.HasOne<MetricStream>().WithMany().HasForeignKey(s => s.StreamId).OnDelete(DeleteBehavior.Cascade);
    }
}
