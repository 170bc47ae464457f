using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Metrics;

namespace Monitor.Data.Maps;

internal sealed class HostTagMap : IEntityTypeConfiguration<HostTag>
{
    public void Configure(EntityTypeBuilder<HostTag> builder)
    {
        builder.ToTable("host_tags");
        builder.HasKey(t => new { t.HostId, t.Key });
        builder.Property(t => t.Key).HasMaxLength(100);
        builder.Property(t => t.Value).HasMaxLength(200);
        builder.HasOne<Host>().WithMany().HasForeignKey(t => t.HostId).OnDelete(DeleteBehavior.Cascade);
    }
}
