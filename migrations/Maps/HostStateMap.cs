using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Metrics;

namespace Monitor.Data.Maps;

internal sealed class HostStateMap : IEntityTypeConfiguration<HostState>
{
    public void Configure(EntityTypeBuilder<HostState> builder)
    {
        builder.ToTable("host_states");
        builder.HasKey(s => new { s.HostId, s.Name, s.Since });
        builder.Property(s => s.Name).HasMaxLength(100);
        builder.Property(s => s.Text).HasMaxLength(1000);
        builder.HasOne<Host>().WithMany().HasForeignKey(s => s.HostId).OnDelete(DeleteBehavior.Cascade);
    }
}
