using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Detection;
using Monitor.Domain.Metrics;

namespace Monitor.Data.Maps;

internal sealed class DetectorStateMap : IEntityTypeConfiguration<DetectorState>
{
    public void Configure(EntityTypeBuilder<DetectorState> builder)
    {
        builder.ToTable("detector_states");
        builder.HasKey(s => s.StreamId);
        builder.Property(s => s.StreamId).ValueGeneratedNever();
        builder.HasOne<MetricStream>().WithOne().HasForeignKey<DetectorState>(s => s.StreamId).OnDelete(DeleteBehavior.Cascade);
    }
}
