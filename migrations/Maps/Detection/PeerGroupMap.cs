using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Detection;
using Monitor.Domain.Metrics;

namespace Monitor.Data.Maps;

internal sealed class PeerGroupMap : IEntityTypeConfiguration<PeerGroup>
{
    public void Configure(EntityTypeBuilder<PeerGroup> builder)
    {
        builder.ToTable("detector_groups");
        builder.HasKey(g => g.GroupId);
        builder.Property(g => g.GroupId).ValueGeneratedNever();
        builder.HasOne<HostGroup>().WithOne().HasForeignKey<PeerGroup>(g => g.GroupId).OnDelete(DeleteBehavior.Cascade);
    }
}
