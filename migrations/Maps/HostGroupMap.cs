using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Metrics;

namespace Monitor.Data.Maps;

internal sealed class HostGroupMap : IEntityTypeConfiguration<HostGroup>
{
    public void Configure(EntityTypeBuilder<HostGroup> builder)
    {
        builder.ToTable("host_groups");
        builder.Property(g => g.Name).HasMaxLength(100);
        builder.HasIndex(g => new { g.ParentId, g.Name }).IsUnique();
        builder.HasOne<HostGroup>().WithMany().HasForeignKey(g => g.ParentId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(g => g.Id).HasIdentityOptions(startValue: HostGroup.FleetId + 1);
        builder.HasData(new HostGroup { Id = HostGroup.FleetId, Name = "Fleet" });
    }
}
