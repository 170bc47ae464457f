using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Detection;
using Monitor.Domain.Metrics;

namespace Monitor.Data.Maps;

internal sealed class AnomalyPatternMap : IEntityTypeConfiguration<AnomalyPattern>
{
    public void Configure(EntityTypeBuilder<AnomalyPattern> builder)
    {
        builder.ToTable("anomaly_patterns");
        builder.HasIndex(p => new { p.HostId, p.ExpiredAt });
        builder.HasOne<Host>().WithMany().HasForeignKey(p => p.HostId).OnDelete(DeleteBehavior.Cascade);
    }
}
