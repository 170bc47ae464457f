using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Metrics;

namespace Monitor.Data.Maps;

internal sealed class HostInventoryMap : IEntityTypeConfiguration<HostInventory>
{
    public void Configure(EntityTypeBuilder<HostInventory> builder)
    {
        builder.ToTable("host_inventories");
        builder.HasKey(i => i.HostId);
        builder.Property(i => i.HostId).ValueGeneratedNever();
        builder.Property(i => i.OperatingSystem).HasMaxLength(200);
        builder.Property(i => i.Kernel).HasMaxLength(200);
        builder.Property(i => i.CpuModel).HasMaxLength(200);
        builder.Property(i => i.Addresses).HasMaxLength(1000);
        builder.Property(i => i.AgentVersion).HasMaxLength(50);
        builder.HasOne<Host>().WithOne().HasForeignKey<HostInventory>(i => i.HostId).OnDelete(DeleteBehavior.Cascade);
    }
}
