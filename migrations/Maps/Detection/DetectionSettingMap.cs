using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Detection;
using Monitor.Domain.Metrics;

namespace Monitor.Data.Maps;

internal sealed class DetectionSettingMap : IEntityTypeConfiguration<DetectionSetting>
{
    public void Configure(EntityTypeBuilder<DetectionSetting> builder)
    {
        builder.ToTable("detection_settings");
        builder.Property(s => s.Metric).HasMaxLength(Series.MetricLength);
        builder.Property(s => s.Detector).HasMaxLength(Anomaly.DetectorLength);
        builder.Property(s => s.Version).IsConcurrencyToken();
        builder.HasIndex(s => new { s.GroupId, s.Metric }).IsUnique().AreNullsDistinct(false);
        builder.HasOne<HostGroup>().WithMany().HasForeignKey(s => s.GroupId).OnDelete(DeleteBehavior.Cascade);
    }
}
