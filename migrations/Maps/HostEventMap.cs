using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Metrics;

namespace Monitor.Data.Maps;

internal sealed class HostEventMap : IEntityTypeConfiguration<HostEvent>
{
    public void Configure(EntityTypeBuilder<HostEvent> builder)
    {
        builder.ToTable("events");
        builder.Property(e => e.Kind).HasMaxLength(100);
        builder.Property(e => e.Text).HasMaxLength(2000);
        builder.HasIndex(e => new { e.HostId, e.At });
        builder.HasOne<Host>().WithMany().HasForeignKey(e => e.HostId).OnDelete(DeleteBehavior.Cascade);
    }
}
