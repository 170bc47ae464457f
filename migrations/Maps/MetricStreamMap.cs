using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Metrics;

namespace Monitor.Data.Maps;

internal sealed class MetricStreamMap : IEntityTypeConfiguration<MetricStream>
{
    public void Configure(EntityTypeBuilder<MetricStream> builder)
    {
        builder.ToTable("streams");
        builder.Property(s => s.Kind).HasMaxLength(50);
        builder.HasIndex(s => new { s.HostId, s.Kind }).IsUnique();
        builder.HasOne<Host>().WithMany().HasForeignKey(s => s.HostId).OnDelete(DeleteBehavior.Cascade);
    }
}
